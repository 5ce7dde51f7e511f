import type { IHookFunctions } from 'n8n-workflow';
import { manualSecret, registerWebhooks, removeWebhooks, webhooksExist, type NewRegistration } from '../../core/feeds';
import { ExternalError, InputError } from '../../core/kernel/errors';
import { messageOf } from '../shared/errorText';
import { bindInvoiceNinja } from '../shared/bindInvoiceNinja';
import { asNodeError } from '../shared/nodeError';
import { openTriggerOffice } from './office';
import { parametersOf } from './parameters';

/** Registers the node's address at Invoice Ninja when the workflow is published, and removes it when it is unpublished. */
export function registrationOf(node: IHookFunctions) {
	const inWords = async <T>(work: () => Promise<T>): Promise<T> => {
		try {
			return await work();
		} catch (error) {
			throw asNodeError(node.getNode(), error);
		}
	};
	return {
		exists: async () => await inWords(async () => await exists(node)),
		create: async () =>
			await inWords(async () => {
				const office = await openTriggerOffice(node);
				await bindInvoiceNinja(office);
				await registerWebhooks(office, wanted(node, office.companyCode));
			}),
		/** Runs in the manual mode too: the node may have registered its address before it was switched to that. */
		remove: async () =>
			await inWords(async () => {
				const { id: nodeId } = node.getNode();
				const place = { workflowId: node.getWorkflow().id ?? '', nodeId, address: addressOf(node) };
				await removeWebhooks(await openTriggerOffice(node), place);
			}),
	};
}

async function exists(node: IHookFunctions): Promise<boolean> {
	const office = await openTriggerOffice(node);
	const asked = wanted(node, office.companyCode);
	if (parametersOf(node).endpoint === 'manual') return (await manualSecret(office, office.companyCode)) !== '';
	const look = async () => {
		await bindInvoiceNinja(office);
		return await webhooksExist(office, asked);
	};
	return await look().catch(whileStarting(node));
}

/**
 * n8n comes up while Invoice Ninja is away: the workflow is published all the same, since an address that answers 404
 * would be switched off there. Webhook: Keep puts right what is missing.
 */
const whileStarting = (node: IHookFunctions) => (error: unknown) => {
	const starting = ['init', 'leadershipChange'].includes(node.getActivationMode());
	if (!starting || !(error instanceof ExternalError) || !error.transient) throw error;
	node.logger.warn(`Invoice Ninja v5 Trigger cannot look at its webhooks now: ${messageOf(error)}`);
	return true;
};

function wanted(node: IHookFunctions, companyCode: string): NewRegistration {
	const { workflowId, nodeId, events } = parametersOf(node);
	const kind = node.getActivationMode() === 'manual' ? 'test' : 'production';
	return { workflowId, nodeId, kind, companyCode, address: addressOf(node), events };
}

function addressOf(node: IHookFunctions): string {
	const url = node.getNodeWebhookUrl('default');
	if (url !== undefined) return url;
	throw new InputError('url', 'is not known yet', 'Save the workflow first.');
}
