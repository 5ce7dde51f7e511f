import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { InputError } from '../../../core/kernel/errors';
import {
	checkPayPalDelivery,
	deleteWebhook,
	findWebhook,
	readPayPalEvent,
	registerWebhook,
	updateWebhook,
} from '../../../core/paypal';
import { deliveryCredential } from '../../shared/deliveryCredential';
import { eventsOf } from './parameters';
import { payPalCredential, type PayPalCredential } from '../../shared/payPalCredential';
import type { PaymentProvider } from './provider';

/** What the node keeps of the webhook that it registered. */
const registered = z.object({ paypal: z.object({ webhookId: z.string() }) });

export const payPal: PaymentProvider = {
	name: 'paypal',
	chosenEvents: (node) => eventsOf(node, 'payPalEvents'),
	read: readPayPalEvent,

	async check(node, _backOffice, body, now) {
		const { account, verification, webhookId } = await credentialOf(node);
		const webhookIds = [webhookId, registeredId(node) ?? ''].filter((id) => id !== '');
		return await checkPayPalDelivery({ account, verification, webhookIds }, node.getHeaderData(), body, now);
	},

	/** Sandbox and live have certificates and webhook IDs of their own. */
	foreign: async () => await Promise.resolve(undefined),

	transmissionId(node) {
		const id = node.getHeaderData()['paypal-transmission-id'];
		return typeof id === 'string' ? id.trim() : undefined;
	},

	endpoint: {
		async exists(node, url) {
			const webhookId = registeredId(node);
			if (webhookId === undefined) return false;
			const { account } = await credentialOf(node);
			const found = await findWebhook(account, webhookId, new Date());
			if (!found) return false;
			await updateWebhook(account, found, { url, events: payPal.chosenEvents(node) }, new Date());
			return true;
		},

		async create(node, url) {
			const { account } = await credentialOf(node);
			const { id } = await registerWebhook(account, { url, events: payPal.chosenEvents(node) }, new Date());
			node.getWorkflowStaticData('node').paypal = { webhookId: id };
		},

		async remove(node) {
			const webhookId = registeredId(node);
			if (webhookId === undefined) return;
			const { account } = await credentialOf(node);
			await deleteWebhook(account, webhookId, new Date());
			delete node.getWorkflowStaticData('node').paypal;
		},

		async checkManual(node) {
			if ((await credentialOf(node)).webhookId !== '') return;
			throw new InputError(
				'webhookId',
				'is empty in the PayPal credential: no delivery can be checked',
				'Add the address to your app at developer.paypal.com and put its Webhook ID into the credential.',
			);
		},
	},
};

async function credentialOf(node: IHookFunctions | IWebhookFunctions): Promise<PayPalCredential> {
	const type = 'mspPayPalApi';
	return payPalCredential(
		await ('getRequestObject' in node ? deliveryCredential(node, type) : node.getCredentials(type)),
	);
}

function registeredId(node: IHookFunctions | IWebhookFunctions): string | undefined {
	return registered.safeParse(node.getWorkflowStaticData('node')).data?.paypal.webhookId;
}
