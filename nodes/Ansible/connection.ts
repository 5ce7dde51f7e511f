import { createHash, randomUUID } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { InputError } from '../../core/kernel/errors';
import type { TaskOffice } from '../../core/tasks';
import { openBackOffice } from '../shared/backOffice';
import { stepChoice } from '../shared/durableStep';
import { openRunners, type OpenedRunners } from '../shared/runnerCredentials';
import type { Opened } from '../shared/runPerItem';
import type { AnsibleContext } from './context';

/**
 * Opens what each item runs on: each host once for a run of the node.
 *
 * @param runners those of the node's credentials. A test can replace them.
 */
export function openAnsible(
	node: IExecuteFunctions,
	runners: OpenedRunners = openRunners(node),
): Opened<AnsibleContext> {
	return {
		close: runners.close,
		contextOf: async (item) => {
			const { runner, scripts, projects, vaultPassword } = await runners.at(item);
			const office = await officeOf(node, item);
			return {
				runner,
				scripts: () => scripts ?? hasNone(),
				projects,
				vaultPassword,
				office,
				openOffice: async () => await Promise.resolve(office ?? isNotChosen()),
				step: stepChoice(node.getNodeParameter('durableStep', item, {})),
				ownRunId: ownRunId(node, item),
				signal: node.getExecutionCancelSignal(),
				makeFile: async (text, name) =>
					await node.helpers.prepareBinaryData(Buffer.from(text), name, 'text/plain; charset=utf-8'),
				hint: (message) => node.addExecutionHints({ message, location: 'outputPane' }),
			};
		},
	};
}

async function officeOf(node: IExecuteFunctions, item: number): Promise<TaskOffice | undefined> {
	return node.getNode().credentials?.mspDatabaseApi === undefined ? undefined : await openBackOffice(node, item);
}

function hasNone(): never {
	throw new InputError('runOn', 'has no scripts', 'Choose Controller over SSH.');
}

function isNotChosen(): never {
	throw new InputError('mspDatabaseApi', 'is not chosen', 'Choose the MSP Database credential in the node.');
}

/**
 * This item of this run of this node in this n8n. What n8n repeats within it, such as Retry On Fail, is the same run;
 * another execution, another node and another round of a loop are not. Two n8n may share a controller, and the number of an
 * execution with it.
 */
function ownRunId(node: IExecuteFunctions, item: number): string {
	const { $runIndex: round } = node.getWorkflowDataProxy(item);
	const execution = node.getExecutionId() || randomUUID();
	const place = createHash('sha256').update(
		JSON.stringify([node.getInstanceId(), node.getWorkflow().id, node.getNode().id]),
	);
	return `n8n-${execution}-${place.digest('hex').slice(0, 12)}-${Number(round)}-${item}`;
}
