import { taskKinds } from '../../nodes/shared/taskKinds';
import { openVault } from '../../core/kernel/encryption';
import { openStore } from '../../core/db';
import type { TaskOffice } from '../../core/tasks';
import { addressesOf, type Addresses } from './credentials';
import { appConnection } from './database';
import { usualFolders } from './folders';
import { runningOn, type RunningRecord } from './lock';
import { openN8n, type N8nClient } from './n8nClient';
import { portNames, portUses, type PortName, type Ports } from './ports';
import { secretsOf, type Choices, type Secrets } from './settings';
import { Told } from './told';

/** A stack that another process runs. */
export interface AttachedStack {
	readonly running: RunningRecord;
	readonly ports: Ports;
	readonly addresses: Addresses;
	readonly secrets: Secrets;
	readonly backOffice: TaskOffice;
	readonly n8n: N8nClient;
}

/**
 * The folder of the stack that runs: the one that was named, or the only one of this checkout that a stack runs on.
 *
 * @throws Told when several run, and nobody said which.
 */
export async function folderOfRunning({ folder, folderNamed }: Choices): Promise<string> {
	if (folderNamed || process.env.MSP_N8N_VERSION || (await runningOn(folder))) return folder;
	const folders = await usualFolders();
	const running = await Promise.all(folders.map(async (one) => ((await runningOn(one)) ? [one] : [])));
	const [found = folder, ...others] = running.flat();
	if (others.length === 0) return found;
	throw new Told(`Several stacks run, on ${running.flat().join(' and ')}: say which with --n8n or --folder.`);
}

/** @throws Told where none runs on the folder, or it is still starting. */
export async function attach(folder: string): Promise<AttachedStack> {
	const running = await runningOn(folder);
	if (!running) throw new Told('The stack does not run: start it with `npm start` in another terminal.');
	if (!running.ready) throw new Told('The stack is still starting: try again when it says that everything is up.');
	const ports = portsOf(running);
	const secrets = await secretsOf(folder);
	const addresses = addressesOf(ports);
	return { running, ports, addresses, secrets, ...clientsOf(ports, secrets) };
}

/** The ports that a running stack uses. */
export function portsOf(running: RunningRecord): Ports {
	const known = portNames.map((name) => [name, running.ports[name] ?? portUses[name].usual] as const);
	return Object.fromEntries(known) as Record<PortName, number>;
}

/** What this process uses of a stack: the back office as nodes see it, and n8n as its owner does. */
export function clientsOf(ports: Ports, secrets: Secrets): Pick<AttachedStack, 'backOffice' | 'n8n'> {
	return {
		backOffice: {
			store: openStore(appConnection(ports.database, secrets), 'stack'),
			vault: openVault({ current: { version: 1, key: Buffer.from(secrets.vaultKey, 'base64') } }),
			kinds: taskKinds,
		},
		n8n: openN8n(addressesOf(ports).n8n, { email: secrets.ownerEmail, password: secrets.ownerPassword }),
	};
}
