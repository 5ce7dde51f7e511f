/**
 * Tests that need something that this machine may lack. They run where it is there; elsewhere one skipped test stands
 * for all of them and says in its name what is missing.
 *
 * @param lacking what is missing, undefined where nothing is.
 */
export function describeWith(name: string, lacking: string | undefined, tests: () => void): void {
	describe(name, lacking === undefined ? tests : () => test.skip(`skipped: ${lacking}`, () => undefined));
}

/** The same for one test. */
export function testWith(name: string, lacking: string | undefined, body: () => Promise<void>, timeout?: number): void {
	if (lacking === undefined) test(name, body, timeout);
	else test.skip(`${name} (skipped: ${lacking})`, body, timeout);
}
