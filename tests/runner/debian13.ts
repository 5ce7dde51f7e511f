import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './command';

/**
 * Begins to make the Debian 13 in which some tests run their Ansible, unless it is there: it takes minutes, most of them
 * for a mirror. The tests that come to it sooner wait, and say it when it could not be made.
 */
export function beginDebian13(): void {
	const script = `require('tsx/cjs'); require(${JSON.stringify(join(root, 'tests/support/debian13'))}).lackingDebian13();`;
	spawn(process.execPath, ['-e', script], { cwd: root, stdio: 'ignore' }).unref();
}
