import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
} from 'n8n-workflow';
import { Ansible } from '../../nodes/Ansible/Ansible.node';
import { openAnsible } from '../../nodes/Ansible/connection';
import { resources } from '../../nodes/Ansible/operations';
import { MspTask } from '../../nodes/MspTask/MspTask.node';
import { runPerItem } from '../../nodes/shared/runPerItem';
import { createHarness } from './inProcessN8n';
import { memoryRunner, type MemoryRunnerSettings } from './memoryRunner';

export const ansibleNodeType = 'n8n-nodes-msp.ansible';
export const taskNodeType = 'n8n-nodes-msp.mspTask';

export interface MemoryNodeSettings extends MemoryRunnerSettings {
	/** Of the scripts of the same controller. */
	readonly scriptRunner?: MemoryRunnerSettings;
	readonly vaultPassword?: string;
	/** What the MSP Database credential holds; the node has none without it. */
	readonly database?: ICredentialDataDecryptedObject;
}

/** The Ansible node in n8n's engine, on a runner in memory that outlives its executions. */
export function ansibleInMemory({ scriptRunner, vaultPassword, database, ...settings }: MemoryNodeSettings = {}) {
	const memory = memoryRunner(settings);
	const scripts = memoryRunner({ kind: 'scripts', ...scriptRunner });
	let closed = 0;

	class AnsibleInMemory extends Ansible {
		override execute = runPerItem(resources, (node: IExecuteFunctions) =>
			openAnsible(node, {
				at: async () =>
					await Promise.resolve({
						runner: memory.runner,
						scripts: scripts.runner,
						...(memory.runner.projects && { projects: memory.runner.projects }),
						...(vaultPassword !== undefined && { vaultPassword }),
						close: async () => await Promise.resolve(),
					}),
				close: async () => {
					closed += 1;
					await Promise.resolve();
				},
			}),
		);
	}
	const harness = createHarness({
		nodes: { [ansibleNodeType]: AnsibleInMemory, [taskNodeType]: MspTask },
		credentials: database === undefined ? {} : { mspDatabaseApi: database },
	});

	const call = async (
		operation: string,
		parameters: INode['parameters'] = {},
		items: IDataObject[] = [{}],
		more: Partial<INode> = {},
		stop?: Promise<unknown>,
	) => {
		const [resource = '', name = ''] = operation.split('.');
		const given = { resource, operation: name, ...parameters };
		return await harness.node(ansibleNodeType, given, items, more, stop);
	};
	return {
		...memory,
		scripts,
		harness,
		call,
		closedRuns: () => closed,
		task: async (operation: string, parameters: INode['parameters']) => {
			const [resource = '', name = ''] = operation.split('.');
			return await harness.node(taskNodeType, { resource, operation: name, ...parameters }, [{}]);
		},
	};
}

/** A playbook on the hosts that are named. */
export const onHosts = (hostNames: string, more: INode['parameters'] = {}): INode['parameters'] => ({
	playbook: 'site.yml',
	hosts: 'named',
	hostNames,
	check: false,
	...more,
});

/** Which item of the input each item came from. */
export const originsOf = (items: readonly INodeExecutionData[]) => items.map(({ pairedItem }) => pairedItem);
