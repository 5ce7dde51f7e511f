/** Where the time comes from, so that a test can say what time it is. */
export interface Clock {
	now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still. */
export const fixedClock = (date: Date): Clock => ({ now: () => new Date(date) });
