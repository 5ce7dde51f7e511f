/** The source of the time. A test can set it. */
export interface Clock {
	now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still. */
export const fixedClock = (date: Date): Clock => ({ now: () => new Date(date) });
