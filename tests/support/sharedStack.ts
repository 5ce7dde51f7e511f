/** Carries the folder of the shared stack from the global setup to the test files. */
export const sharedStackVariable = 'MSP_TEST_STACK';

/** Where the global setup of this run keeps the shared stack. */
export function sharedStackFolder(): string {
	const folder = process.env[sharedStackVariable];
	if (!folder) throw new Error('No stack was started: this suite needs tests/support/startSharedStack.ts.');
	return folder;
}
