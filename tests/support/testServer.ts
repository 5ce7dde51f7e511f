/** Carries the run's PostgreSQL from the global setup to the workers. */
export const testServerVariable = 'MSP_TEST_POSTGRES';

export interface TestServer {
	readonly host: string;
	readonly port: number;
	/** The superuser; `msp_app` has the same password. */
	readonly user: string;
	readonly password: string;
	readonly template: string;
	readonly folder: string;
}

/** The PostgreSQL that the global setup started for this run. */
export function testServer(): TestServer {
	const told = process.env[testServerVariable];
	if (!told) throw new Error('no PostgreSQL was started: this suite needs tests/support/globalSetup.ts');
	return JSON.parse(told) as TestServer;
}
