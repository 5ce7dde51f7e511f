import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn } from '../support/repository';
import { root } from './command';
import { runJest } from './jest';
import { nothing, together, type Outcome } from './outcome';
import { fakeTimeLibrary } from './systemPackages';

/** Days and places where dates go wrong. */
export const clocks = [
	// A leap day, where it is a day later than in Greenwich.
	{ at: '2028-02-29T23:30:00Z', zone: 'Pacific/Kiritimati' },
	// The hour that does not exist: clocks go forward at 01:00 in Greenwich.
	{ at: '2027-03-28T00:59:00Z', zone: 'Europe/Brussels' },
	// Years ahead, and half an hour beside everybody else.
	{ at: '2033-07-01T02:00:00Z', zone: 'America/St_Johns' },
] as const;
export type Clock = (typeof clocks)[number];

const suites = ['unit', 'contract', 'nodes'];
/** What a test says that has to do with the day or the hour. */
const dated = /\bDate\b|[cC]lock\b|\bnow\(\)|current_date|expire|day\b|\b20\d\d-\d\d-\d\d/;

/**
 * The files of the unit, contract and nodes suites that have to do with time. The others can be run so by hand:
 * `npm test -- clocks --all`.
 */
export function datedFiles(): string[] {
	return filesIn(
		suites.map((suite) => `tests/${suite}`),
		/\.test\.ts$/,
	).filter((path) => dated.test(readFileSync(join(root, path), 'utf8')) && !tooLong.has(path));
}

/** They say what panels keep, on every panel, and take a minute: the clock matters in a few of their cases only. */
const tooLong = new Set(['tests/contract/conformance.test.ts']);

/** Runs tests on other days and in other time zones, each in a process whose clock is another one. */
export function runOnOtherDays(workers: number, all: boolean): Outcome {
	const library = fakeTimeLibrary();
	if (library === undefined) return { ...nothing, skipped: ['clocks: faketime is not installed'] };
	const paths = all ? [] : ['--runTestsByPath', ...datedFiles()];
	return together(
		clocks.map(({ at, zone }) => {
			const name = `clocks: ${at} in ${zone}`;
			const options = [...paths, `--maxWorkers=${workers}`, '--workerIdleMemoryLimit=600MB'];
			const outcome = runJest({ name, suites, options, environment: clockEnvironment(library, { at, zone }) });
			const named = (names: readonly string[]) => names.map((one) => `${at} in ${zone}: ${one}`);
			// Their files count where they belong; here they would hide what is slow.
			return { ...outcome, failed: named(outcome.failed), skipped: [], files: [] };
		}),
	);
}

/** What makes a process, and those that it starts, live at another time: from that moment on, the clock goes on. */
export function clockEnvironment(library: string, { at, zone }: Pick<Clock, 'at' | 'zone'>, now = Date.now()) {
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
