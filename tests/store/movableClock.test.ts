import { z } from 'zod';
import { fixedClock, systemClock } from '../../core/kernel/clock';
import { moveClocks } from '../support/movableClock';
import { createTestDatabase } from '../support/testDatabase';

test('the process, the statements and what tables fill in by themselves are on one clock that the test moves', async () => {
	const database = await createTestDatabase();
	const begin = new Date('2030-02-27T23:30:00Z');
	const clock = await moveClocks(database, begin);
	const said = async () =>
		await database.store.asStaff(
			async (transaction) =>
				await transaction.row(
					z.object({ now: z.date(), made: z.date() }),
					`with made as (insert into msp.company (company_code, name) values ('c' || floor(extract(epoch from now())), 'x')
						returning created_at)
					select now() as now, created_at as made from made`,
				),
		);
	try {
		expect(await said()).toEqual({ now: begin, made: begin });
		const later = new Date('2030-03-01T00:30:00Z');
		await clock.moveTo(later);
		expect(systemClock.now()).toEqual(fixedClock(later).now());
		expect(await said()).toEqual({ now: later, made: later });
		await expect(clock.moveTo(begin)).rejects.toThrow('go back');
	} finally {
		clock.close();
		await database.drop();
	}
});
