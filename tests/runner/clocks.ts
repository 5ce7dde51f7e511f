import { filesIn, textOf } from '../support/repository';
import { runJest } from './jest';
import { nothing, type Outcome } from './outcome';
import { fakeTimeLibrary } from './systemPackages';

/** Days and places where dates go wrong, each with the suite whose dated files `npm test` runs there. */
export const clocks = [
	// A leap day, where it is a day later than in Greenwich.
	{ at: '2028-02-29T23:30:00Z', zone: 'Pacific/Kiritimati', suite: 'unit' },
	// The hour that does not exist: clocks go forward at 01:00 in Greenwich.
	{ at: '2027-03-28T00:59:00Z', zone: 'Europe/Brussels', suite: 'contract' },
	// Years ahead, and half an hour beside everybody else.
	{ at: '2033-07-01T02:00:00Z', zone: 'America/St_Johns', suite: 'nodes' },
] as const;
export type Clock = (typeof clocks)[number];

const suites = clocks.map(({ suite }) => suite);
/** What a test says that has to do with the day or the hour. */
const dated = /\bDate\b|[cC]lock\b|\bnow\(\)|current_date|\b20\d\d-\d\d-\d\d/;

/** The files of a suite that say something of a date or of a clock, by their paths from the root. */
export function datedFiles(suite: Clock['suite']): string[] {
	return filesIn([`tests/${suite}`], /\.test\.ts$/).filter((path) => dated.test(textOf(path)));
}

/**
 * Tests on other days and in other time zones, a piece of work for each day: it runs in a process whose clock is another one.
 *
 * @param all every file of these suites at each of the times: many minutes. Otherwise the dated files of one suite each.
 */
export function onOtherDays(workers: number, all: boolean): Array<() => Promise<Outcome>> {
	const library = fakeTimeLibrary();
	if (library === undefined) {
		return [async () => await Promise.resolve({ ...nothing, skipped: ['clocks: faketime is not installed'] })];
	}
	return clocks.map((clock) => async () => {
		const when = `${clock.at} in ${clock.zone}`;
		const paths = all ? [] : ['--runTestsByPath', ...datedFiles(clock.suite)];
		const outcome = await runJest({
			name: `clocks: ${when}`,
			suites: all ? suites : [clock.suite],
			options: [...paths, `--maxWorkers=${workers}`, '--workerIdleMemoryLimit=600MB'],
			environment: clockEnvironment(library, clock),
			beside: true,
		});
		// Its files are listed and timed where they belong.
		return { ...outcome, failed: outcome.failed.map((one) => `${when}: ${one}`), skipped: [], files: [] };
	});
}

/** What makes a process, and those that it starts, live at another time: from that moment on, the clock goes on. */
export function clockEnvironment(
	library: string,
	{ at, zone }: { readonly at: string; readonly zone: string },
	now = Date.now(),
) {
	const seconds = Math.round((Date.parse(at) - now) / 1000);
	return {
		TZ: zone,
		LD_PRELOAD: library,
		// The same for every process, whenever it starts.
		FAKETIME: `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}`,
		// Timers go by a clock that is nobody's date.
		FAKETIME_DONT_FAKE_MONOTONIC: '1',
		// So that Jest trusts what it has compiled.
		NO_FAKE_STAT: '1',
	};
}
