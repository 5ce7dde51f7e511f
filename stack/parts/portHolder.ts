import { readdir, readFile, readlink } from 'node:fs/promises';

/** State LISTEN, in the tables of Linux. */
const listening = '0A';

/**
 * Names the program that listens on a port, such as `node (process 4711)`. Undefined where the system does not tell: on
 * other systems than Linux, and for a process of somebody else.
 */
export async function holderOf(port: number): Promise<string | undefined> {
	const sockets = (await Promise.all(['tcp', 'tcp6'].map(async (table) => await socketsOn(table, port)))).flat();
	if (sockets.length === 0) return undefined;
	const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
	for (const pid of pids) {
		if (!(await holdsOne(pid, sockets))) continue;
		const name = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim();
		return `${name || 'a program'} (process ${pid})`;
	}
	return undefined;
}

async function socketsOn(table: string, port: number): Promise<string[]> {
	const lines = (await readFile(`/proc/net/${table}`, 'utf8').catch(() => '')).split('\n').slice(1);
	const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
	return lines.flatMap((line) => {
		const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
		return local.endsWith(suffix) && state === listening && inode ? [`socket:[${inode}]`] : [];
	});
}

async function holdsOne(pid: string, sockets: readonly string[]): Promise<boolean> {
	const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
	const links = await Promise.all(
		descriptors.map(async (one) => await readlink(`/proc/${pid}/fd/${one}`).catch(() => '')),
	);
	return links.some((link) => sockets.includes(link));
}
