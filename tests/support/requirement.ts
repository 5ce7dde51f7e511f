/**
 * Tests that need something that this machine may lack. They run where it is there; elsewhere one skipped test stands
 * for all of them and says in its name what is missing.
 *
 * @param lacking what is missing, undefined where nothing is.
 */
export function describeWith(name: string, lacking: string | undefined, tests: () => void): void {
	describe(name, lacking === undefined ? tests : () => test.skip(`skipped: ${lacking}`, () => undefined));
}
