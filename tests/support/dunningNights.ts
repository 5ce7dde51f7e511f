import { addDays } from '../../core/kernel/calendar';
import type { PolicySettings } from '../../core/policies';
import type { TaskOffice } from '../../core/tasks';
import { dunningScene, type DunningScene } from './dunningScene';
import { moveClocks, type MovableClock } from './movableClock';
import { createTestDatabase } from './testDatabase';

/** The due day of the invoices: a Monday. Nights are counted from it. */
export const due = '2026-06-01';
export const on = (days: number, time = '01:00') => new Date(`${addDays(due, days)}T${time}:00Z`);

/** A back office in which dunning is live, on a clock that a test moves night by night. */
export interface DunningNights {
	readonly clock: MovableClock;
	readonly scene: DunningScene;
	readonly office: TaskOffice;
	/**
	 * A night at three in the morning in Brussels, with its letters; and the noon after it, at which changes are made. Gives
	 * the letters that were sent.
	 */
	night(days: number): Promise<string[]>;
	close(): Promise<void>;
}

export async function openDunningNights(begin: Date = on(-4), settings: PolicySettings = {}): Promise<DunningNights> {
	const database = await createTestDatabase();
	const clock = await moveClocks(database, begin);
	const scene = await dunningScene(database, settings);
	return {
		...{ clock, scene, office: scene.office },
		night: async (days) => {
			await clock.moveTo(on(days));
			await scene.night();
			const told = await scene.sendLetters();
			await clock.moveTo(on(days, '12:00'));
			await scene.carryOut();
			return [...told, ...(await scene.sendLetters())];
		},
		close: async () => {
			clock.close();
			await database.drop();
		},
	};
}
