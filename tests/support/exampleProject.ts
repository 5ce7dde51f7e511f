import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMachine, lackingForMachines, type Machine } from '../../stack/machines/machine';
import { root } from '../../stack/parts/files';
import { freePort } from '../../stack/parts/ports';

/** The example project, as it is published. */
export const exampleProject = join(root, 'stack/ansible');

/** What is missing to play it on machines. */
export function lackingForExample(): string | undefined {
	const lacking = lackingForMachines();
	if (lacking !== undefined) return lacking;
	try {
		execFileSync('ansible-playbook', ['--version'], { stdio: 'ignore' });
		return undefined;
	} catch {
		return 'Ansible is not installed: install ansible';
	}
}

/** What a host got of a run: the tasks that changed something, in their order, and the failure. */
export interface Told {
	readonly changed: readonly string[];
	readonly failed: string | undefined;
}

export interface ExampleScene {
	readonly machines: readonly Machine[];
	/** Runs a playbook as people do by hand. Each host by its name. */
	play(playbook: string, limit: string, variables: object, ...more: string[]): Promise<Readonly<Record<string, Told>>>;
	stop(): Promise<void>;
}

/** Machines that bear the names of hosts of the example's inventory. */
export async function openExampleScene(names: readonly string[]): Promise<ExampleScene> {
	const folder = mkdtempSync(join(tmpdir(), 'msp-example-'));
	const machines = await Promise.all(
		names.map(async (name) => await startMachine({ name, folder: join(folder, name), port: await freePort() })),
	);
	const config = join(folder, 'ssh_config');
	writeFileSync(config, machines.map(configOf(folder)).join(''));
	let plays = 0;
	return {
		machines,
		play: async (playbook, limit, variables, ...more) => {
			const file = join(folder, `variables-${++plays}.json`);
			writeFileSync(file, JSON.stringify(variables));
			const args = [playbook, `--limit=${limit}`, '-e', `@${file}`, '--diff', ...more];
			const environment = {
				PATH: process.env.PATH ?? '',
				HOME: folder,
				LANG: 'C.UTF-8',
				ANSIBLE_SSH_ARGS: `-F ${config} -o ControlMaster=auto -o ControlPersist=10s -o ControlPath=${folder}/%C`,
			};
			return await new Promise((tell) => {
				execFile('ansible-playbook', args, { cwd: exampleProject, env: environment }, (_error, stdout, stderr) =>
					tell(toldIn(`${stdout}\n${stderr}`, names)),
				);
			});
		},
		stop: async () => {
			await Promise.all(machines.map(async (machine) => await machine.stop()));
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** How OpenSSH reaches a machine by its name. */
const configOf = (folder: string) => (machine: Machine) => {
	const known = join(folder, `${machine.name}.known`);
	writeFileSync(known, `${machine.knownHost}\n`);
	return `Host ${machine.name}
  HostName ${machine.host}
  Port ${machine.port}
  User ${machine.username}
  IdentityFile ${join(machine.folder, 'ssh', 'client_key')}
  UserKnownHostsFile ${known}
  StrictHostKeyChecking yes
`;
};

function toldIn(output: string, names: readonly string[]): Record<string, Told> {
	if (!output.includes('PLAY RECAP')) throw new Error(output);
	const told = Object.fromEntries(
		names.map((name) => [name, { changed: [] as string[], failed: undefined as string | undefined }]),
	);
	let task = '';
	for (const line of output.split('\n')) {
		task = /^TASK \[(.*)\] \**$/.exec(line)?.[1]?.replace(/^\w+ : /, '') ?? task;
		const [, what, host = '', rest = ''] = /^(changed|fatal|failed): \[([^\]]+)\](.*)$/.exec(line) ?? [];
		const item = /^ => \(item=(.*)\)/.exec(rest)?.[1];
		if (what === 'changed') told[host]?.changed.push(item === undefined ? task : `${task}: ${item}`);
		else if (what !== undefined && told[host]) told[host].failed ??= `${task}: ${rest}`;
	}
	return told;
}
