import { rmSync } from 'node:fs';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '../../core/kernel/errors';

/**
 * Lets one command at a time change an n8n: two would each make what both miss. A command that was killed leaves a file
 * that the next one takes over.
 *
 * @returns what gives it free.
 * @throws InputError while another command has it.
 */
export async function lockRecord(file: string): Promise<() => void> {
	const lock = `${file}.lock`;
	await mkdir(dirname(lock), { recursive: true, mode: 0o700 });
	const own = `${lock}.${process.pid}`;
	for (let tried = 0; ; tried++) {
		try {
			// Whole or not at all: nobody reads a lock without its number.
			await writeFile(own, String(process.pid), { mode: 0o600 });
			await link(own, lock);
			return () => rmSync(lock, { force: true });
		} catch (error) {
			if (codeOf(error) !== 'EEXIST') throw error;
		} finally {
			await unlink(own).catch(() => undefined);
		}
		const holder = await readFile(lock, 'utf8').catch(() => '');
		if (tried > 0 || isAlive(Number(holder))) {
			throw new InputError(
				'record',
				`is in use: another msp-workflows (process ${holder || 'unknown'}) changes this n8n`,
				`Wait until it has ended, and run the command again. If none runs, remove ${lock}.`,
				'conflict',
			);
		}
		await unlink(lock).catch(() => undefined);
	}
}

/** Sends nothing: signal 0 only asks. Somebody else's process is alive, too. */
function isAlive(pid: number): boolean {
	if (!Number.isInteger(pid) || pid <= 0) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return codeOf(error) === 'EPERM';
	}
}

const codeOf = (error: unknown) => (typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined);
