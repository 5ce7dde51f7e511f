import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { projectHost, type ProjectHost } from '../../core/ansible';
import { openSsh, type SshLogin } from '../../core/ssh';
import { makeKey } from '../machines/openSshServer';
import { lackingForMachines, startMachine, type Machine } from '../machines/machine';
import { root } from './files';
import type { Ports } from './ports';
import type { Progress } from './progress';
import { provideSystemPackages } from './systemPackages';
import { wordsOf } from './told';

/** The machine with Ansible, as the office server behind the VPN has it. */
export const office = 'office';
/** The machines that its inventory names: those of the group `web`, and that of `db`. */
export const targets = ['app1', 'app2', 'db1'] as const;
/** Where services are placed. */
export const demoHosts = ['app1', 'app2'] as const;
export const machineNames = [office, ...targets] as const;
export type MachineName = (typeof machineNames)[number];

/** The projects that the controller fetches from git repositories of its own. */
export const demoProjects = {
	servers: { source: 'stack/ansible', repository: '/home/ops/git/servers.git' },
	scripts: { source: 'stack/ansible/scripts', repository: '/home/ops/git/scripts.git' },
} as const;
export type DemoProject = keyof typeof demoProjects;

/** Where a project that was synced lies, below the home of the user. */
export const projectDirectory = (project: DemoProject) => `.n8n-ansible/projects/${project}/current`;

export interface RunningMachines {
	readonly all: Readonly<Record<MachineName, Machine>>;
	/** Resolves with a sentence when one ends by itself. */
	readonly died: Promise<string>;
	stop(): Promise<void>;
}

const folderOf = (folder: string, name: MachineName) => join(folder, 'machines', name);

/** The file of the private key that may log in to a machine. */
export const keyFile = (folder: string, name: MachineName) => join(folderOf(folder, name), 'ssh', 'client_key');

/** The private key and the host's fingerprint of a machine: made at the first time, also before it starts. */
export function machineKeys(folder: string, name: MachineName) {
	const ssh = join(folderOf(folder, name), 'ssh');
	try {
		mkdirSync(ssh, { recursive: true, mode: 0o700 });
		for (const key of ['host_key', 'client_key']) makeKey(join(ssh, key));
		const [, fingerprint = ''] = execFileSync('ssh-keygen', ['-lf', join(ssh, 'host_key.pub')], {
			encoding: 'utf8',
		}).split(' ');
		return { privateKey: readFileSync(join(ssh, 'client_key'), 'utf8'), fingerprint };
	} catch {
		// Without OpenSSH there are no machines, and the credentials lead nowhere.
		return { privateKey: 'OpenSSH was not installed when the stack started', fingerprint: '' };
	}
}

/**
 * Starts the machine with Ansible and those that it looks after, where this system can hold them. Installs what is missing
 * where that may be done; elsewhere says what is missing, and gives nothing.
 */
export async function startDemoMachines(
	folder: string,
	ports: Ports,
	progress: Progress,
	signal: AbortSignal,
): Promise<RunningMachines | undefined> {
	const missing = await provideSystemPackages(progress, join(folder, 'logs', 'packages.log'), signal);
	const lacking =
		missing.length > 0
			? `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not installed`
			: lackingForMachines();
	if (lacking !== undefined) {
		progress.note(`no machines for Ansible: ${lacking}`);
		return undefined;
	}
	return await progress.during('Starting the machines for Ansible', async () => {
		try {
			return await start(folder, ports);
		} catch (error) {
			progress.note(`no machines for Ansible: ${wordsOf(error)}`);
			return undefined;
		}
	});
}

async function start(folder: string, ports: Ports): Promise<RunningMachines> {
	const controllerKey = join(folder, 'machines', 'controller_key');
	mkdirSync(join(folder, 'machines'), { recursive: true, mode: 0o700 });
	makeKey(controllerKey);
	const authorizedKeys = [readFileSync(`${controllerKey}.pub`, 'utf8')];
	const starting = machineNames.map(
		async (name) =>
			await startMachine({
				name,
				folder: folderOf(folder, name),
				port: ports[name],
				authorizedKeys: name === office ? [] : authorizedKeys,
			}),
	);
	const settled = await Promise.allSettled(starting);
	const started = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
	const stop = async () => {
		await Promise.all(started.map(async (machine) => await machine.stop()));
	};
	try {
		const machines = await Promise.all(starting);
		const all = Object.fromEntries(machines.map((machine) => [machine.name, machine])) as Record<MachineName, Machine>;
		await teachOffice(all, readFileSync(controllerKey, 'utf8'));
		return { all, died: Promise.race(machines.map(async ({ died }) => await died)), stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** The controller's key, the ways to the machines and their keys, as an operator sets them up once. */
async function teachOffice(all: Readonly<Record<MachineName, Machine>>, key: string): Promise<void> {
	const ways = targets.map((name) => {
		const { host, port, username } = all[name];
		return `Host ${name}\n\tHostName ${host}\n\tPort ${port}\n\tUser ${username}\n`;
	});
	await putFile(all.office, '.ssh/id_ed25519', key);
	await putFile(all.office, '.ssh/config', ways.join(''));
	await putFile(all.office, '.ssh/known_hosts', targets.map((name) => `${all[name].knownHost}\n`).join(''));
	const host = openSsh(logInTo(all.office));
	try {
		const projects = projectHost(host, { jobsDirectory: '.n8n-ansible', projectDirectory: '', inventory: '' });
		for (const project of Object.keys(demoProjects) as DemoProject[]) await bringProject(all.office, project, projects);
	} finally {
		await host.close();
	}
}

/** How this process logs in to a machine over SSH. */
export function logInTo(machine: Pick<Machine, 'host' | 'port' | 'username' | 'privateKey' | 'fingerprint'>): SshLogin {
	const { host, port, username, privateKey, fingerprint } = machine;
	return { host, port, username, hostKeys: [fingerprint], authentication: { kind: 'key', privateKey } };
}

/** Writes a file of the user, below the home. */
async function putFile(machine: Machine, path: string, content: string): Promise<void> {
	const script = 'umask 077; cat > "$HOME/$1"';
	await machine.inside(asOps(['sh', '-c', script, 'sh', path]), content);
}

const asOps = (argv: readonly string[]) => ['sudo', '-u', 'ops', '-H', '--', ...argv];

/** Commits a project as it is now to its git repository, and has it fetched. Nothing new makes no commit. */
async function bringProject(machine: Machine, project: DemoProject, projects: ProjectHost): Promise<void> {
	const { source, repository } = demoProjects[project];
	const place = join(machine.folder, 'disk/srv/projects', project);
	await rm(place, { recursive: true, force: true });
	await cp(join(root, source), place, {
		recursive: true,
		filter: (path) => project !== 'servers' || path !== join(root, demoProjects.scripts.source),
	});
	const script = `set -eu
		git init -q --bare --initial-branch main "$1"
		export GIT_DIR="$1" GIT_WORK_TREE="$2" GIT_AUTHOR_NAME=Demo GIT_AUTHOR_EMAIL=demo@example.com
		export GIT_COMMITTER_NAME=Demo GIT_COMMITTER_EMAIL=demo@example.com
		cd "$GIT_WORK_TREE"
		git add --all
		git diff --cached --quiet 2>/dev/null || git commit -q -m "The project as the stack has it"`;
	await machine.inside(asOps(['sh', '-c', script, 'sh', repository, `/srv/projects/${project}`]));
	await projects.sync({ name: project, url: `file://${repository}`, ref: 'main' });
}
