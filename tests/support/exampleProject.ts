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

/** What a host got of a playbook: the tasks that changed something, in their order, and those that failed. */
export interface Told {
	readonly changed: readonly string[];
	readonly failed: readonly string[];
}
export type ToldByHost = Readonly<Record<string, Told>>;

/** Whoever a playbook left as it was. */
export const nothing: Told = { changed: [], failed: [] };

/** A role with variables, as a play of the project gives them. */
export interface RoleCall {
	readonly role: string;
	readonly variables: object;
}

export interface ExampleScene {
	readonly machines: readonly Machine[];
	/** Runs playbooks one after the other, as people do by hand. Of each, every host by its name. */
	play(
		playbooks: readonly string[],
		limit: string,
		variables: object,
		...more: string[]
	): Promise<readonly ToldByHost[]>;
	/** Calls a role again and again, in one play that goes on after a failure. */
	call(limit: string, calls: readonly RoleCall[]): Promise<ToldByHost>;
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
	let files = 0;
	const play: ExampleScene['play'] = async (playbooks, limit, variables, ...more) => {
		const file = join(folder, `variables-${++files}.json`);
		writeFileSync(file, JSON.stringify(variables));
		const args = [...playbooks, `--limit=${limit}`, '-e', `@${file}`, ...more];
		const environment = {
			PATH: process.env.PATH ?? '',
			HOME: folder,
			LANG: 'C.UTF-8',
			ANSIBLE_SSH_ARGS: `-F ${config} -o ControlMaster=auto -o ControlPersist=60s -o ControlPath=${folder}/%C`,
		};
		return await new Promise((tell, refuse) => {
			execFile('ansible-playbook', args, { cwd: exampleProject, env: environment }, (_error, stdout, stderr) => {
				const [, ...parts] = stdout.split(/^PLAY \[/m);
				if (stdout.includes('PLAY RECAP')) tell(parts.map((part) => toldIn(part, names)));
				else refuse(new Error(`${stdout}\n${stderr}`));
			});
		});
	};
	return {
		machines,
		play,
		call: async (limit, calls) => {
			const playbook = join(folder, `calls-${++files}.json`);
			writeFileSync(playbook, JSON.stringify([playOf(calls)]));
			const [told = {}] = await play([playbook], limit, {});
			return told;
		},
		stop: async () => {
			await Promise.all(machines.map(async (machine) => await machine.stop()));
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

const playOf = (calls: readonly RoleCall[]) => ({
	hosts: 'all',
	become: true,
	gather_facts: false,
	tasks: calls.map(({ role, variables }) => ({
		block: [{ include_role: { name: role }, vars: variables }],
		rescue: [{ meta: 'noop' }],
	})),
});

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

function toldIn(output: string, names: readonly string[]): ToldByHost {
	const told = Object.fromEntries(names.map((name) => [name, { changed: [] as string[], failed: [] as string[] }]));
	let task = '';
	for (const line of output.split('\n')) {
		task = /^TASK \[(.*)\] \**$/.exec(line)?.[1]?.replace(/^\w+ : /, '') ?? task;
		const [, what, host = '', rest = ''] = /^(changed|fatal|failed): \[([^\]]+)\](.*)$/.exec(line) ?? [];
		const item = /^ => \(item=(.*)\)/.exec(rest)?.[1];
		if (what === 'changed') told[host]?.changed.push(item === undefined ? task : `${task}: ${item}`);
		else if (what !== undefined) told[host]?.failed.push(`${task}: ${rest}`);
	}
	return told;
}
