/** What a part of the test run came to. */
export interface Outcome {
	readonly passed: number;
	/** The names of what failed, and those of what was skipped; a skipped test says in its name what it lacks. */
	readonly failed: readonly string[];
	readonly skipped: readonly string[];
}

export const nothing: Outcome = { passed: 0, failed: [], skipped: [] };

export function together(outcomes: readonly Outcome[]): Outcome {
	return {
		passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
		failed: outcomes.flatMap(({ failed }) => failed),
		skipped: outcomes.flatMap(({ skipped }) => skipped),
	};
}

/** The names of what failed and of what was skipped, and the one line that closes every run. */
export function summary({ passed, failed, skipped }: Outcome): string {
	const list = (title: string, names: readonly string[]) =>
		names.length > 0 ? [`\n${title}:`, ...names.map((name) => `  ${name}`)] : [];
	const total = `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`;
	return [...list('Skipped', skipped), ...list('Failed', failed), '', total].join('\n');
}
