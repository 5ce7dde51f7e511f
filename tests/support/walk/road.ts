import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressesOf } from '../../../stack/parts/credentials';
import type { RunningChild } from '../../../stack/parts/child';
import { startN8n } from '../../../stack/parts/n8n';
import { cleanEnvironment, type N8nSettings } from '../../../stack/parts/n8nEnvironment';
import { packedTarball } from '../../../stack/parts/pack';
import { freePorts, type Ports } from '../../../stack/parts/ports';
import { secretsOf, type Secrets } from '../../../stack/parts/settings';
import { signingOf, startStandins } from '../../../stack/parts/standins';
import { administratorOf, type Administrator } from './administrator';
import { openTerminal, type Terminal } from './terminal';
import { startSystemPostgres, type SystemPostgres } from './systemPostgres';

/** What an administrator has before the first step: an n8n, a PostgreSQL, a mail server, a panel and Stripe. */
export interface Road {
	readonly folder: string;
	/** The administrator's. */
	readonly home: string;
	readonly ports: Ports;
	readonly addresses: ReturnType<typeof addressesOf>;
	readonly secrets: Secrets;
	readonly postgres: SystemPostgres;
	readonly terminal: Terminal;
	readonly administrator: Administrator;
	/** What is typed at a prompt from now on. */
	readonly answers: Record<string, string>;
	readonly n8n: N8nSettings;
	/** Starts n8n, after stopping it where it runs; with more variables, as in queue mode. */
	restartN8n(more?: Readonly<Record<string, string>>): Promise<void>;
	/** Stopped with everything else, before it. */
	alsoStops(stop: () => Promise<void>): void;
	close(): Promise<void>;
}

/** @param programs of the system's PostgreSQL. */
export async function beginRoad(programs: string): Promise<Road> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-msp-walk-'));
	// PostgreSQL runs as another user, who has to pass.
	await chmod(folder, 0o711);
	const stops: Array<() => Promise<unknown>> = [
		async () => await rm(folder, { recursive: true, force: true, maxRetries: 3 }),
	];
	const close = async () => {
		for (const stop of stops.splice(0).reverse()) await stop();
	};
	try {
		return await begun(programs, folder, stops, close);
	} catch (error) {
		await close();
		throw error;
	}
}

async function begun(
	programs: string,
	folder: string,
	stops: Array<() => Promise<unknown>>,
	close: () => Promise<void>,
): Promise<Road> {
	const home = join(folder, 'home');
	await mkdir(join(home, '.n8n'), { recursive: true });
	const [ports, secrets, signing] = await Promise.all([freePorts(), secretsOf(folder), signingOf(folder)]);
	const addresses = addressesOf(ports);
	const during = async <T>(_title: string, work: () => Promise<T>) => await work();
	const [postgres, tarball] = await Promise.all([
		startSystemPostgres(programs, {
			folder: join(folder, 'postgres'),
			port: ports.database,
			// What a password may hold, and what breaks a command that puts it together carelessly.
			password: `p@:/ '"$${randomBytes(9).toString('hex')}`,
		}),
		packedTarball({ during, logFile: join(folder, 'logs', 'pack.log') }),
		startStandins(folder, ports, secrets, signing).then((standins) => stops.push(async () => await standins.stop())),
	]);
	stops.push(async () => await postgres.stop());

	const n8n: N8nSettings = {
		// An n8n that nobody told of a folder keeps its data in the home of its user.
		folder: home,
		port: ports.n8n,
		brokerPort: ports.n8nBroker,
		encryptionKey: secrets.n8nEncryptionKey,
		extra: {
			HOME: home,
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(postgres.port),
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_USER: 'postgres',
			DB_POSTGRESDB_PASSWORD: postgres.password,
		},
	};
	let running: RunningChild | undefined;
	const restartN8n = async (more: Readonly<Record<string, string>> = {}) => {
		await running?.stop();
		running = await startN8n({ ...n8n, extra: { ...n8n.extra, ...more } }, folder);
	};
	stops.push(async () => await running?.stop());

	const answers: Record<string, string> = { PGPASSWORD: postgres.password };
	const terminal = await openTerminal({
		home,
		answers: () => answers,
		environment: {
			...cleanEnvironment(),
			// npm finds its settings and its cache where this machine has them.
			npm_config_userconfig: process.env.npm_config_userconfig ?? join(homedir(), '.npmrc'),
			npm_config_cache: process.env.npm_config_cache ?? join(homedir(), '.npm'),
			npm_config_prefer_offline: 'true',
		},
		substitutions: [
			// The registry has no version of these sources.
			[/(npm install --ignore-scripts) n8n-nodes-msp$/gm, `$1 ${tarball}`],
			['https://n8n.example.net', addresses.n8n],
			['db.example.net', '127.0.0.1'],
			['PGPORT=5432', `PGPORT=${postgres.port}`],
		],
	});
	const alsoStops = (stop: () => Promise<void>) => stops.push(stop);
	const administrator = administratorOf(addresses.n8n);
	return {
		folder,
		home,
		ports,
		addresses,
		secrets,
		postgres,
		terminal,
		administrator,
		answers,
		n8n,
		restartN8n,
		alsoStops,
		close,
	};
}
