import { NodeOperationError } from 'n8n-workflow';
import type { IHookFunctions } from 'n8n-workflow';
import { InputError } from '../../core/kernel/errors';
import { asNodeError } from '../shared/nodeError';
import { providerOf } from './providers';

/** Registers the node's address at the provider when the workflow is published, and removes it afterwards. */
export function registrationOf(node: IHookFunctions) {
	const inWords = async <T>(work: () => Promise<T>): Promise<T> => {
		try {
			return await work();
		} catch (error) {
			throw asHookError(node, error);
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
		/** Also in the manual mode: the node may have registered itself before the operator switched to it. */
		remove: async () => await inWords(async () => await providerOf(node).endpoint.remove(node)),
	};
}

function addressOf(node: IHookFunctions): string {
	const url = node.getNodeWebhookUrl('default');
	if (url !== undefined) return url;
	throw new InputError('url', 'is not known yet', 'Save the workflow first.');
}

function asHookError(node: IHookFunctions, error: unknown): Error {
	if (!(error instanceof InputError)) return asNodeError(node.getNode(), error, 0);
	return new NodeOperationError(node.getNode(), error.message, { description: error.remedy });
}
