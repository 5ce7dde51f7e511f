import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
	openController,
	type ControllerSettings,
	type RunLook,
	type Runner,
	type RunOutcome,
	type RunRequest,
} from '../../core/ansible';
import type { SshHost } from '../../core/ssh';
import { sshdProgram, startOpenSshServer, type OpenSshServer } from '../../stack/machines/openSshServer';
import { freePort } from '../../stack/parts/ports';
import { withinDebian13 } from './debian13';
import { requestOf } from './runRequests';
import { openByKey } from './sshScene';

/** What the tests with a real Ansible lack here. */
export function lackingForAnsible(): string | undefined {
	if (sshdProgram() === undefined) return 'OpenSSH is not installed: install openssh-server';
	try {
		execFileSync('ansible-playbook', ['--version'], { stdio: 'ignore' });
		return undefined;
	} catch {
		return 'Ansible is not installed: install ansible-core';
	}
}

/** A real sshd that is the controller and, under as many names as wanted, its targets; with a project in a folder. */
export interface AnsibleScene {
	readonly folder: string;
	readonly project: string;
	readonly server: OpenSshServer;
	readonly settings: ControllerSettings;
	readonly runner: Runner;
	/** Another runner, by a connection of its own: as after a restart of n8n. */
	open(settings?: Partial<ControllerSettings>): Runner;
	connect(): SshHost;
	/** Writes a file of the project. */
	write(path: string, content: string): void;
	/** Runs a request to its end. */
	run(request: Partial<RunRequest> & Pick<RunRequest, 'runId'>): Promise<RunOutcome>;
	close(): Promise<void>;
}

export type AnsibleVersion = 'own' | 'debian13';

export async function createAnsibleScene(version: AnsibleVersion = 'own', hosts = 3): Promise<AnsibleScene> {
	const folder = mkdtempSync(join(tmpdir(), 'msp-ansible-'));
	const project = join(folder, 'project');
	const server = await startOpenSshServer({
		folder: join(folder, 'sshd'),
		port: await freePort(),
		settings: ['MaxStartups 200', 'MaxSessions 200'],
		...(version === 'debian13' && { within: withinDebian13(folder) }),
	});
	const write = (path: string, content: string) => {
		mkdirSync(dirname(join(project, path)), { recursive: true });
		writeFileSync(join(project, path), content);
	};
	write('ansible.cfg', configuration(folder));
	write('inventory.yml', inventoryOf(server, hosts));
	const hostKey = readFileSync(join(server.folder, 'host_key.pub'), 'utf8').trim();
	writeFileSync(join(folder, 'known_hosts'), `[127.0.0.1]:${server.port} ${hostKey}\n`);
	const settings = { jobsDirectory: join(folder, 'jobs'), projectDirectory: project, inventory: 'inventory.yml' };
	const opened: SshHost[] = [];
	const connect = () => {
		const host = openByKey(server);
		opened.push(host);
		return host;
	};
	const open = (more: Partial<ControllerSettings> = {}) => openController(connect(), { ...settings, ...more });
	const runner = open();
	return {
		folder,
		project,
		server,
		settings,
		runner,
		open,
		connect,
		write,
		run: async (request) => {
			const whole = requestOf(request);
			await runner.start(whole);
			return (await ended(runner, whole.runId, whole.check)).outcome;
		},
		close: async () => {
			await Promise.all(opened.map(async (host) => await host.close()));
			await server.stop();
			await pause(50);
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

const configuration = (folder: string) => `[defaults]
private_key_file = ${folder}/sshd/client_key
interpreter_python = /usr/bin/python3
[ssh_connection]
ssh_args = -C -F /dev/null -o ControlMaster=auto -o ControlPersist=5s -o UserKnownHostsFile=${folder}/known_hosts
control_path_dir = ${folder}/cp
`;

function inventoryOf({ port, username }: OpenSshServer, hosts: number): string {
	const names = Array.from({ length: hosts }, (_, index) => `h${index + 1}`);
	return [
		'web:',
		'  hosts:',
		...names.map((name) => `    ${name}: {}`),
		'  vars:',
		'    ansible_host: 127.0.0.1',
		`    ansible_port: ${port}`,
		`    ansible_user: ${username}`,
		'',
	].join('\n');
}

/** Looks until a run is over. */
export async function ended(
	runner: Runner,
	runId: string,
	check = false,
	secrets: readonly string[] = [],
): Promise<{ outcome: RunOutcome; log: string; looks: RunLook[] }> {
	const looks: RunLook[] = [];
	for (;;) {
		const look = await runner.look({ runId, reference: '', check, secrets }, looks.at(-1)?.cursor, 5);
		looks.push(look);
		if (look.outcome !== undefined) {
			return { outcome: look.outcome, log: looks.map(({ log }) => log).join(''), looks };
		}
		if (look.state === 'unknown') throw new RangeError(`the controller knows no run ${runId}`);
	}
}

/** Waits until something holds: Ansible takes its time on a busy machine. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
	for (let tries = 0; tries < 600; tries++) {
		if (await holds()) return;
		await pause(100);
	}
	throw new RangeError(`not within a minute: ${what}`);
}
