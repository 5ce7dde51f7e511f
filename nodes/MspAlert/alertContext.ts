import type { IExecuteFunctions } from 'n8n-workflow';
import type { ItemFailure, OutageMemory, RunIdentity } from '../../core/alerts';
import type { TaskOffice } from '../../core/tasks';
import { openBackOffice } from '../shared/backOffice';
import { itemFailureOf } from './itemFailure';

/** What the operations of MSP Alert work with, for each item. */
export interface AlertContext {
	/** Opens the back office. One operation tells when this fails. */
	office(): Promise<TaskOffice>;
	/** This run of the workflow. */
	readonly run: RunIdentity & { readonly workflowName: string };
	/** Why the item left the node before by its error output; undefined for an item that did not fail. */
	readonly failure: ItemFailure | undefined;
	/** What the workflow remembers of an outage of the store itself. */
	readonly outage: OutageMemory;
}

export const openAlerts =
	(node: IExecuteFunctions) =>
	async (item: number): Promise<AlertContext> => {
		const { id = 'unsaved', name = id } = node.getWorkflow();
		return await Promise.resolve({
			office: async () => await openBackOffice(node, item),
			run: {
				instanceId: node.getInstanceId(),
				workflowId: id,
				executionId: node.getExecutionId(),
				workflowName: name,
			},
			failure: itemFailureOf(node.getInputData()[item]?.error),
			outage: node.getWorkflowStaticData('global'),
		});
	};
