import type {
	ICredentialsDisplayOptions,
	IDisplayOptions,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INodeProperties,
} from 'n8n-workflow';
import { z } from 'zod';
import {
	listPlaybooks,
	openAwx,
	openController,
	openScripts,
	openSemaphore,
	projectHost,
	type ListedPlaybook,
	type ProjectHost,
	type Runner,
} from '../../core/ansible';
import { ExternalError } from '../../core/kernel/errors';
import { textLimits } from '../../core/kernel/textLimits';
import { openSsh } from '../../core/ssh';
import { awxCredential } from './awxCredential';
import { credentialTest, readCredential } from './credential';
import { choice, toggle } from './field';
import { semaphoreCredential } from './semaphoreCredential';
import { sshCredentialFields, sshLogin, sshLoginOf } from './sshCredential';

/** Where Ansible runs, with the credential of each. */
export const runPlaces = { controller: 'Controller over SSH', awx: 'AWX', semaphore: 'Semaphore' } as const;
export type RunPlace = keyof typeof runPlaces;

const runOn = choice('Run On', runPlaces, {
	noDataExpression: true,
	description: 'Where Ansible runs. A controller is any host with Ansible that n8n reaches over SSH.',
});
const useJumpHost = toggle('Use Jump Host', z.boolean(), {
	noDataExpression: true,
	description: 'Whether n8n reaches the controller through another host',
});

/** How a node finds where Ansible runs. @param show when the node has other operations as well. */
export const runnerProperties = (show: IDisplayOptions['show'] = {}): INodeProperties[] => [
	{ ...runOn.control, name: 'runOn', ...(Object.keys(show).length > 0 && { displayOptions: { show } }) },
	{ ...useJumpHost.control, name: 'useJumpHost', displayOptions: { show: { ...show, runOn: ['controller'] } } },
];

/**
 * An entry of a node's `credentials` needs this to show only while its place is chosen. It hides by the other places: with
 * `show`, the editor leaves out the parameter itself when each of its choices shows a credential.
 */
export const onlyOn = (place: RunPlace, display: ICredentialsDisplayOptions = {}) => ({
	required: true,
	displayOptions: {
		...display,
		hide: { ...display.hide, runOn: Object.keys(runPlaces).filter((one) => one !== place) },
	},
});

/** For the jump host's entry. */
export const onlyThroughJumpHost = (display: ICredentialsDisplayOptions = {}) => ({
	required: true,
	displayOptions: { ...display, hide: { ...display.hide, useJumpHost: [false] } },
});

const path = z.string().trim().max(textLimits.path).default('');

/** What the MSP Ansible Controller credential holds beside its log-in. */
const controllerSettings = z.object({
	projectDirectory: path,
	inventory: path,
	jobsDirectory: path.transform((given) => given || '.n8n-ansible'),
	ansiblePath: path,
	vaultPassword: z.string().max(textLimits.secret).default(''),
});

/** Where Ansible runs, opened for use. Nothing is connected before it is asked for something. */
export interface OpenedRunner {
	readonly runner: Runner;
	/** The scripts of the same controller. */
	readonly scripts?: Runner;
	/** The projects of the same controller. */
	readonly projects?: ProjectHost;
	/** What a project on the controller has to choose from. */
	readonly playbooks?: (project: string) => Promise<readonly ListedPlaybook[]>;
	readonly vaultPassword?: string;
	close(): Promise<void>;
}

interface Choice {
	readonly runOn: unknown;
	readonly useJumpHost: unknown;
	/** Gives what the credential of a type holds. */
	readonly credentials: (type: string) => Promise<unknown>;
}

/** @throws InputError when a value of a credential is wrong; never with a secret. */
async function plannedRunner({ runOn: given, useJumpHost: jumps, credentials }: Choice) {
	const { runOn: place } = z.object({ runOn: runOn.schema }).parse({ runOn: given });
	const held = await credentials(runnerCredentialTypes[place]);
	const jump = place === 'controller' && jumps === true ? await credentials('mspSshHostApi') : undefined;
	return { key: JSON.stringify([place, held, jump]), open: () => opened(place, held, jump) };
}

/** The credential of each place. */
export const runnerCredentialTypes = {
	controller: 'mspAnsibleControllerApi',
	awx: 'mspAwxApi',
	semaphore: 'mspSemaphoreApi',
} as const;

function opened(place: RunPlace, held: unknown, jump: unknown): OpenedRunner {
	if (place === 'controller') return openedController(held, jump);
	const runner = place === 'awx' ? openAwx(awxCredential(held)) : openSemaphore(semaphoreCredential(held));
	return { runner, close: async () => await runner.close() };
}

function openedController(held: unknown, jump: unknown): OpenedRunner {
	const label = 'MSP Ansible Controller';
	const login = sshLoginOf(readCredential(label, z.object(sshCredentialFields), held));
	const { vaultPassword, ansiblePath, ...more } = readCredential(label, controllerSettings, held);
	const host = openSsh({ ...login, ...(jump !== undefined && { jump: sshLogin(jump) }) });
	const settings = { ...more, ...(ansiblePath !== '' && { ansiblePath }) };
	const runner = openController(host, settings);
	const scripts = openScripts(host, settings);
	return {
		runner,
		scripts,
		projects: projectHost(host, settings),
		playbooks: async (project) => await listPlaybooks(host, settings, project),
		...(vaultPassword !== '' && { vaultPassword }),
		close: async () => {
			await Promise.allSettled([runner.close(), scripts.close()]);
			await host.close();
		},
	};
}

export interface OpenedRunners {
	readonly at: (item: number) => Promise<OpenedRunner>;
	readonly close: () => Promise<void>;
}

/** The runners of a run of a node: each is opened once, and all of them are closed at its end. */
export function openRunners(node: IExecuteFunctions): OpenedRunners {
	const all = new Map<string, OpenedRunner>();
	return {
		at: async (item) => {
			const { key, open } = await plannedRunner({
				runOn: node.getNodeParameter('runOn', item),
				useJumpHost: node.getNodeParameter('useJumpHost', item, false),
				credentials: async (type) => await node.getCredentials(type, item),
			});
			const runner = all.get(key) ?? open();
			all.set(key, runner);
			return runner;
		},
		close: async () => {
			await Promise.allSettled([...all.values()].map(async (runner) => await runner.close()));
		},
	};
}

/** Asks the runner that is chosen in the editor, for the search of a list, and closes it. */
export async function withRunnerInEditor<T>(
	node: ILoadOptionsFunctions,
	ask: (runner: OpenedRunner) => Promise<T>,
): Promise<T> {
	const { open } = await plannedRunner({
		runOn: node.getCurrentNodeParameter('runOn') ?? 'controller',
		useJumpHost: node.getCurrentNodeParameter('useJumpHost'),
		credentials: async (type) => await node.getCredentials(type),
	});
	const runner = open();
	try {
		return await ask(runner);
	} finally {
		await runner.close();
	}
}

/** Logs in to the controller, and says what it lacks. */
export const testAnsibleController = credentialTest(async (data) => {
	const { runner, close } = openedController(data, undefined);
	return await runner.test().catch(untriedJump).finally(close);
});

/** Behind a jump host the test of a credential alone can only fail. */
function untriedJump(error: unknown): never {
	if (!(error instanceof ExternalError) || error.errorClass !== 'transport') throw error;
	const { errorClass, vendorMessage, remedy } = error;
	const behind = 'This test uses no jump host: behind one, try the credential with Ansible → Inventory: List.';
	throw new ExternalError(errorClass, vendorMessage, `${remedy} ${behind}`, { cause: error });
}
