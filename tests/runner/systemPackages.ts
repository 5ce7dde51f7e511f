import { isInstalled, succeeds } from './command';

/** Programs that come from the system and not from npm, and the tests that are skipped without them. */
const needed = [
	{
		package: 'chromium',
		programs: ['chromium', 'chromium-browser', 'google-chrome'],
		without: 'the tests in a browser',
	},
	{ package: 'redis-server', programs: ['redis-server'], without: 'the tests with several n8n workers' },
] as const;

/** Installs what is missing where this may be done (root on Debian or Ubuntu); says what is missing elsewhere. */
export function provideSystemPackages(): void {
	const missing = absent();
	if (missing.length > 0 && process.getuid?.() === 0 && isInstalled('apt-get')) {
		const names = missing.map((wanted) => wanted.package);
		console.log(`\n— installing ${names.join(' and ')}`);
		const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
		if (succeeds('apt-get', ['update', '-q'], quiet)) {
			succeeds('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...names], quiet);
		}
	}
	for (const wanted of absent()) console.log(`${wanted.package} is not installed: ${wanted.without} are skipped.`);
}

function absent() {
	return needed.filter(({ programs }) => !programs.some(isInstalled));
}
