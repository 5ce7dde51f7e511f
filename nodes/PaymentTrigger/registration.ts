import type { IHookFunctions } from 'n8n-workflow';
import { InputError } from '../../core/kernel/errors';
import { asNodeError } from '../shared/nodeError';
import { providerOf } from './providers';

/** Registers the node's address at the provider when the workflow is published, and removes it when it is unpublished. */
export function registrationOf(node: IHookFunctions) {
	const inWords = async <T>(work: () => Promise<T>): Promise<T> => {
		try {
			return await work();
		} catch (error) {
			throw asNodeError(node.getNode(), error);
		}
	};
	const manual = () => node.getNodeParameter('endpoint') === 'manual';
	return {
		exists: async () =>
			await inWords(async () => {
				const { endpoint } = providerOf(node);
				if (!manual()) return await endpoint.exists(node, addressOf(node));
				await endpoint.checkManual(node);
				return true;
			}),
		create: async () => await inWords(async () => await providerOf(node).endpoint.create(node, addressOf(node))),
		/** Runs in the manual mode too: the node may have registered its address before it was switched to that. */
		remove: async () => await inWords(async () => await providerOf(node).endpoint.remove(node)),
	};
}

function addressOf(node: IHookFunctions): string {
	const url = node.getNodeWebhookUrl('default');
	if (url !== undefined) return url;
	throw new InputError('url', 'is not known yet', 'Save the workflow first.');
}
