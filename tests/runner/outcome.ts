/** How long one file of tests took. */
export interface TimedFile {
	readonly suite: string;
	readonly file: string;
	readonly seconds: number;
}

/** What a part of the test run came to. */
export interface Outcome {
	readonly passed: number;
	/** The names of what failed, and those of what was skipped; a skipped test says in its name what it lacks. */
	readonly failed: readonly string[];
	readonly skipped: readonly string[];
	/** How long each part took, by the clock on the wall. */
	readonly parts: ReadonlyArray<{ readonly name: string; readonly seconds: number }>;
	readonly files: readonly TimedFile[];
}

export const nothing: Outcome = { passed: 0, failed: [], skipped: [], parts: [], files: [] };

export function together(outcomes: readonly Outcome[]): Outcome {
	return {
		passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
		failed: outcomes.flatMap(({ failed }) => failed),
		skipped: outcomes.flatMap(({ skipped }) => skipped),
		parts: outcomes.flatMap(({ parts }) => parts),
		files: outcomes.flatMap(({ files }) => files),
	};
}

/** What a piece of work gives, with the time that it took as a part of the run. */
export async function timed(
	name: string,
	work: () => Promise<Outcome>,
	now: () => number = Date.now,
): Promise<Outcome> {
	const begun = now();
	const outcome = await work();
	return { ...outcome, parts: [...outcome.parts, { name, seconds: (now() - begun) / 1000 }] };
}

const slowest = 10;

/** The names of what was skipped and of what failed, the times, and the one line that closes every run. */
export function summary({ passed, failed, skipped, parts, files }: Outcome): string {
	const list = (title: string, lines: readonly string[]) =>
		lines.length > 0 ? [`\n${title}:`, ...lines.map((line) => `  ${line}`)] : [];
	const inSeconds = (seconds: number, what: string) => `${seconds.toFixed(1).padStart(6)} s  ${what}`;
	const suites = [...new Set(files.map(({ suite }) => suite))].map((suite) => {
		const own = files.filter((one) => one.suite === suite);
		const seconds = own.reduce((sum, one) => sum + one.seconds, 0);
		return { seconds, what: `${suite} (${own.length} ${own.length === 1 ? 'file' : 'files'})` };
	});
	const slow = [...files].sort((one, other) => other.seconds - one.seconds).slice(0, slowest);
	return [
		...list('Skipped', skipped),
		...list('Failed', failed),
		...list(
			'Time of each part, on the clock',
			parts.map(({ name, seconds }) => inSeconds(seconds, name)),
		),
		...list(
			'Time of each suite, its files one after the other',
			suites.map(({ seconds, what }) => inSeconds(seconds, what)),
		),
		...list(
			'Slowest files',
			slow.map(({ file, seconds }) => inSeconds(seconds, file)),
		),
		'',
		`${passed} passed, ${failed.length} failed, ${skipped.length} skipped`,
	].join('\n');
}
