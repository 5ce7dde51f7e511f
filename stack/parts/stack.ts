import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { closePools } from '../../core/db';
import type { TaskOffice } from '../../core/tasks';
import { chosenVersion } from '../n8n/versions';
import { clientsOf } from './attach';
import { startDemoMachines, type RunningMachines } from './demoMachines';
import { stopLeftovers, type RunningChild } from './child';
import { addressesOf, demoCredentials, type Addresses } from './credentials';
import { claimData } from './dataFolder';
import { databaseFolder, postgresForN8n, startDatabase, type RunningDatabase } from './database';
import { stopPostgres } from './embeddedPostgres';
import { leaveFolder, takeFolder, tellRunning } from './lock';
import { importInto, publish, startN8n, type Credential } from './n8n';
import type { N8nClient } from './n8nClient';
import { installedN8n, type N8nSettings } from './n8nEnvironment';
import { installPack, packVersion } from './pack';
import type { Progress } from './progress';
import { freePorts, settlePorts, type Ports, type WantedPorts } from './ports';
import { seed } from './seed';
import { seedHosts } from './seedHosts';
import { seedInvoiceNinja } from './seedInvoiceNinja';
import { secretsOf, type Secrets } from './settings';
import { signingOf, startStandins } from './standins';
import { starterWorkflows, suitedTo, type TransformWorkflow, type Workflow } from './workflows';

export interface StackOptions {
	/** Where everything is kept. */
	readonly folder: string;
	/** Free ones where they are not given. */
	readonly ports?: WantedPorts;
	/** More variables for n8n. */
	readonly n8nEnvironment?: Readonly<Record<string, string>>;
	/** Where n8n keeps its own data: SQLite where it is not given. */
	readonly n8nDatabase?: 'sqlite' | 'postgres';
	/** Changes a workflow before it is imported. */
	readonly transformWorkflow?: TransformWorkflow;
	/** Other workflows than the starter workflows, or beside them. */
	readonly workflows?: (starters: readonly Workflow[]) => readonly Workflow[];
	readonly credentials?: (demo: readonly Credential[]) => readonly Credential[];
	/** Whether to start machines for Ansible, where this system can hold them. */
	readonly machines?: boolean;
	/** Gives up, and stops what has started. */
	readonly signal?: AbortSignal;
	/** Shows what takes long, and says what is other than usual. */
	readonly progress?: Progress;
}

/** The whole stack, running: n8n with the pack, PostgreSQL, the stand-ins and the mail catcher. */
export interface RunningStack {
	readonly folder: string;
	readonly ports: Ports;
	readonly addresses: Addresses;
	readonly secrets: Secrets;
	readonly versions: Readonly<Record<string, string>>;
	/** How n8n was started: a worker beside it is started alike. */
	readonly n8nSettings: N8nSettings;
	readonly n8n: N8nClient;
	readonly database: Pick<RunningDatabase, 'admin' | 'app' | 'migrated'>;
	/** The back office as nodes see it, from this process. */
	readonly backOffice: TaskOffice;
	/** Undefined when none were asked for, or this system cannot hold them. */
	readonly machines: RunningMachines | undefined;
	/** Resolves with a sentence when a part ends by itself. */
	readonly ended: Promise<string>;
	/** Stops every part, in order. Doing it again changes nothing. */
	stop(): Promise<void>;
	/** SIGKILL to n8n and its children, as a power cut. */
	killN8n(): Promise<void>;
	/** Starts n8n again, after stopping it where it runs. */
	restartN8n(): Promise<void>;
}

/**
 * Starts the stack; what can be done at once is done at once. What is there already (data, log-ins, imported workflows,
 * the built pack) is kept and used.
 *
 * @throws Told with one sentence where a named port is taken, the stack runs already, or a part does not start.
 */
export async function startStack(options: StackOptions): Promise<RunningStack> {
	const { folder, progress = silently } = options;
	const wanted = options.ports ?? { ports: await freePorts(), named: new Set() };
	await mkdir(folder, { recursive: true });
	await claimData(folder, chosenVersion().version);
	await takeFolder(folder, wanted.ports);
	const running: Running = { folder, stops: [] };
	try {
		await stopPostgres(databaseFolder(folder));
		await stopLeftovers(folder);
		const ports = await settlePorts(wanted, progress.note);
		return await start({ ...options, ports, progress }, running);
	} catch (error) {
		await stopAll(running);
		throw error;
	}
}

const silently: Progress = { note: () => undefined, during: async (_title, work) => await work() };

/** What must be stopped, the last first. */
interface Running {
	readonly folder: string;
	/** The process of the machine with Ansible, where machines run. */
	machines?: number;
	readonly stops: Array<() => Promise<void>>;
}

async function stopAll({ folder, stops }: Running): Promise<void> {
	for (const stop of stops.splice(0).reverse()) await stop();
	await leaveFolder(folder);
}

async function start(
	options: Omit<StackOptions, 'ports'> & { ports: Ports; progress: Progress },
	running: Running,
): Promise<RunningStack> {
	const { folder, ports, progress } = options;
	const { during } = progress;
	const failure = new AbortController();
	const signal = AbortSignal.any([failure.signal, ...(options.signal ? [options.signal] : [])]);
	const [secrets, signing] = await Promise.all([secretsOf(folder), signingOf(folder)]);
	const addresses = addressesOf(ports);
	const settings: N8nSettings = {
		folder: join(folder, 'n8n'),
		port: ports.n8n,
		brokerPort: ports.n8nBroker,
		encryptionKey: secrets.n8nEncryptionKey,
		extra: {
			...(options.n8nDatabase === 'postgres' && postgresForN8n(ports.database, secrets)),
			...options.n8nEnvironment,
		},
	};
	const { n8n, backOffice } = clientsOf(ports, secrets);
	const ended = firstOf<string>();

	const starting = during('Starting PostgreSQL with the demo company', async () => {
		const started = await startDatabase(folder, ports.database, secrets);
		running.stops.push(async () => await started.server.stop());
		running.stops.push(closePools);
		await seed(backOffice, addresses, secrets);
		return started;
	});
	// Nothing else waits for them.
	const machinesStarting = options.machines === true ? startDemoMachines(folder, ports, progress, signal) : undefined;
	running.stops.push(async () => await (await machinesStarting)?.stop());
	const [database, standins, toPublish] = await allOrNone(failure, [
		starting,
		during('Starting the stand-ins and the mail catcher', async () => {
			const started = await startStandins(folder, ports, secrets, signing);
			running.stops.push(async () => await started.stop());
			void started.died.then(ended.resolve);
			await seedInvoiceNinja({ addresses, secrets });
			return started;
		}),
		installPack(settings.folder, { during, logFile: join(folder, 'logs', 'pack.log'), signal }).then(async () => {
			if (options.n8nDatabase === 'postgres') await starting;
			signal.throwIfAborted();
			const credentials = demoCredentials(folder, ports, secrets, signing);
			const suited = (await starterWorkflows()).map((workflow) => suitedTo(chosenVersion().environment, workflow));
			const starters = suited.map(options.transformWorkflow ?? ((workflow) => workflow));
			return await during(
				'Importing into n8n what is new',
				async () =>
					await importInto(settings, {
						credentials: options.credentials?.(credentials) ?? credentials,
						workflows: options.workflows?.(starters) ?? starters,
					}),
			);
		}),
	]);

	options.signal?.throwIfAborted();
	let child: RunningChild;
	const begin = async () => {
		child = await startN8n(settings, folder);
		void child.died.then(ended.resolve);
	};
	const { version: n8nVersion, node } = installedN8n();
	const versions = { pack: await packVersion(), n8n: n8nVersion, node };
	const tell = async () =>
		await tellRunning(folder, {
			ready: true,
			ports,
			versions: { ...versions, PostgreSQL: database.server.version },
			pids: {
				n8n: child.pid,
				database: database.server.pid,
				standins: standins.pid,
				...(running.machines !== undefined && { machines: running.machines }),
			},
		});

	await during('Starting n8n', begin);
	running.stops.push(async () => await child.stop());
	options.signal?.throwIfAborted();
	await n8n.logIn();
	const { changed, gone } = toPublish;
	if (changed.length + gone.length > 0) {
		await during(`Publishing ${changed.length} workflows`, async () => await publish(settings, n8n, toPublish));
	}
	const machines = await machinesStarting;
	if (machines) {
		running.machines = machines.all.office.pid;
		void machines.died.then(ended.resolve);
		await seedHosts(backOffice);
	}
	await tell();
	watchPostgres(database, ended.resolve, running);

	return {
		folder,
		ports,
		addresses,
		secrets,
		versions: { ...versions, PostgreSQL: database.server.version },
		n8nSettings: settings,
		n8n,
		database,
		backOffice,
		machines,
		ended: ended.promise,
		stop: async () => await stopAll(running),
		killN8n: async () => await child.kill(),
		restartN8n: async () => {
			await child.stop();
			await begin();
			await tell();
		},
	};
}

/** Where one fails the others are told to give up, and waited for: what they have started can then be stopped. */
async function allOrNone<Results extends readonly unknown[]>(
	failure: AbortController,
	work: { [Index in keyof Results]: Promise<Results[Index]> },
): Promise<Results> {
	const all = Promise.all(work);
	all.catch(() => failure.abort());
	await Promise.allSettled(work);
	return await all;
}

function firstOf<T>() {
	let resolve: (value: T) => void = () => undefined;
	const promise = new Promise<T>((decided) => (resolve = decided));
	return { promise, resolve };
}

/** It is no child of this process: it is asked every second whether it is there. */
function watchPostgres({ server }: RunningDatabase, died: (how: string) => void, running: Running): void {
	const timer = setInterval(() => {
		try {
			process.kill(server.pid, 0);
		} catch (error) {
			// A process of another user is there, and says so.
			if ((error as NodeJS.ErrnoException).code !== 'EPERM') died('PostgreSQL ended unexpectedly.');
		}
	}, 1000).unref();
	running.stops.push(async () => clearInterval(timer));
}
