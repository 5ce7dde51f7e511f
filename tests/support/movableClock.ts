import type { TestDatabase } from './testDatabase';

/** One clock for the process and its database. It stands still until somebody moves it. */
export interface MovableClock {
	now(): Date;
	/** Moves to a moment, never back. */
	moveTo(moment: Date): Promise<void>;
	/** The real clocks again. */
	close(): void;
}

/** Timers go on by the real clock: only the time of the day is another. */
const timers = [
	...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
	...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
];

/**
 * Puts the process and its database on a clock of the test's own. PostgreSQL looks for `now()` where the connection says
 * first, so each statement of the back office asks the test; what tables fill in by themselves is changed to ask it, too.
 * Nobody may have opened a connection before.
 */
export async function moveClocks({ owner, connection }: TestDatabase, begin: Date): Promise<MovableClock> {
	await owner.query(`
		create schema test_clock;
		create table test_clock.hand (at timestamptz not null);
		create function test_clock.now() returns timestamptz language sql stable
			as 'select at from test_clock.hand';
		create function test_clock.clock_timestamp() returns timestamptz language sql stable
			as 'select at from test_clock.hand';
		grant usage on schema test_clock to public;
		grant select on test_clock.hand to public;
		alter database ${connection.database} set search_path = test_clock, pg_catalog, public;
		do $$
		declare made record;
		begin
			for made in
				select d.adrelid::regclass as name, a.attname as column_name, pg_get_expr(d.adbin, d.adrelid) as filled
				from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
				where d.adrelid::regclass::text like 'msp.%' and a.attgenerated = ''
					and pg_get_expr(d.adbin, d.adrelid) like '%now()%'
			loop
				execute format('alter table %s alter column %I set default %s', made.name, made.column_name,
					replace(made.filled, 'now()', 'test_clock.now()'));
			end loop;
		end $$;
	`);
	await owner.query('insert into test_clock.hand values ($1)', [begin]);
	jest.useFakeTimers({ doNotFake: timers, now: begin });
	return {
		now: () => new Date(),
		moveTo: async (moment) => {
			if (moment.getTime() < Date.now()) throw new RangeError(`the clock would go back to ${moment.toISOString()}`);
			jest.setSystemTime(moment);
			await owner.query('update test_clock.hand set at = $1', [moment]);
		},
		close: () => void jest.useRealTimers(),
	};
}
