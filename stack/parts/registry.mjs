// What npm's registry has, and what npm says of what it has not. It stands on Node alone.
import { spawn } from 'node:child_process';

/** The package that npm did not find, such as `left-pad@1.3.0`, in what it said of a failed installation. */
export function lackingIn(said) {
	const [, target] = /notarget No matching version found for (\S+?)\.?\s/.exec(said) ?? [];
	if (target) return target;
	const [, name, version] = /'((?:@[^/'\s]+\/)?[^@'\s]+)@([^']+)' (?:is not in|could not be found)/.exec(said) ?? [];
	if (!name) return undefined;
	// A package of a lock is asked for by its address, which names its file last: left-pad-1.3.0.tgz.
	const [, inAddress] = /-(\d+\.\d+\.\d+[^/]*)\.tgz$/.exec(version) ?? [];
	return inAddress ? `${name}@${inAddress}` : /^https?:/.test(version) ? name : `${name}@${version}`;
}

/** Whether npm could not reach its registry. */
export function isUnreachable(said) {
	return /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b/.test(said);
}

/** The versions of a package that the registry has and that `spec` allows, as they are listed; none if it has no such. */
export async function versionsOf(spec, folder) {
	const quick = ['--fetch-retries=1', '--fetch-timeout=20000'];
	const said = await new Promise((resolve) => {
		const child = spawn('npm', ['view', spec, 'version', '--json', ...quick], {
			cwd: folder,
			stdio: ['ignore', 'pipe', 'ignore'],
			shell: process.platform === 'win32',
		});
		let text = '';
		child.stdout.on('data', (chunk) => (text += chunk.toString()));
		child.once('error', () => resolve(''));
		child.once('close', (code) => resolve(code === 0 ? text : ''));
	});
	return said.trim() === '' ? [] : [JSON.parse(said)].flat();
}
