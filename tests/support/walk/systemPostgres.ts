import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where Debian and Ubuntu put PostgreSQL: one folder for each major version. */
const packages = '/usr/lib/postgresql';

/** The programs of the newest PostgreSQL that came as a package of the system; undefined when there is none. */
export function systemPostgres(): string | undefined {
	if (!existsSync(packages)) return undefined;
	return readdirSync(packages)
		.sort((one, other) => Number(other) - Number(one))
		.map((version) => join(packages, version, 'bin'))
		.find((folder) => existsSync(join(folder, 'initdb')));
}

export interface SystemPostgres {
	readonly port: number;
	/** Of the superuser `postgres`. */
	readonly password: string;
	stop(): Promise<void>;
}

/**
 * Starts a server of its own from the system's package, with passwords as on a server that others reach.
 *
 * @param folder that others may enter: the server does not run as root.
 */
export async function startSystemPostgres(
	programs: string,
	{ folder, port, password }: { folder: string; port: number; password: string },
): Promise<SystemPostgres> {
	const asPostgres = process.getuid?.() === 0 ? await postgresUser() : undefined;
	const data = join(folder, 'data');
	const passwordFile = join(folder, 'password');
	await mkdir(folder, { recursive: true });
	await writeFile(passwordFile, password, { mode: 0o600 });
	if (asPostgres) {
		for (const path of [folder, passwordFile]) await chown(path, asPostgres.uid, asPostgres.gid);
	}
	const command = async (name: string, ...args: string[]) =>
		await run(join(programs, name), args, { ...asPostgres, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C' } });
	await command(
		'initdb',
		'-D',
		data,
		'-U',
		'postgres',
		'-A',
		'scram-sha-256',
		`--pwfile=${passwordFile}`,
		'-N',
		'-E',
		'UTF8',
	);
	const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='${folder}' -c max_connections=200`;
	await command('pg_ctl', 'start', '-D', data, '-w', '-s', '-l', join(folder, 'server.log'), '-o', settings);
	return {
		port,
		password,
		stop: async () => {
			await command('pg_ctl', 'stop', '-D', data, '-m', 'fast', '-w', '-s');
		},
	};
}

async function postgresUser() {
	const number = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
	return { uid: await number('-u'), gid: await number('-g') };
}
