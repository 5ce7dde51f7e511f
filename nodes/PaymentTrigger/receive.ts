import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { noteRefusal } from '../../core/alerts';
import {
	countRejection,
	insertPaymentEvent,
	isRejection,
	type PaymentEvent,
	type Rejection,
} from '../../core/payments';
import type { BackOffice } from '../../core/db';
import { openBackOffice } from '../shared/backOffice';
import { messageOf } from '../shared/errorText';
import { asJson } from '../shared/operation';
import { providerOf, type PaymentProvider } from './providers';
import { readRawBody } from './rawBody';

/**
 * Receives a delivery: checks it, stores it once, answers, and starts the workflow with it. Nothing else happens before the
 * answer. The answer is 503 when the delivery cannot be checked or stored now: then the provider comes again.
 */
export async function receive(node: IWebhookFunctions, now: Date): Promise<IWebhookResponseData> {
	try {
		const provider = providerOf(node);
		const backOffice = await openBackOffice(node);
		const event = await verifiedEvent(node, provider, backOffice, now);
		if (isRejection(event)) return refuse(node, provider, backOffice, event);
		if (!provider.chosenEvents(node).includes(event.type)) {
			return answer(node, 200, { received: true, ignored: true });
		}

		const paymentEventId = await backOffice.store.asStaff(
			async (transaction) => await insertPaymentEvent(transaction, event),
		);
		if (paymentEventId === undefined) return answer(node, 200, { received: true, repeated: true });
		answer(node, 200, { received: true });
		return { noWebhookResponse: true, workflowData: [[{ json: asJson({ paymentEventId, ...event }) }]] };
	} catch (error) {
		node.logger.error(`Payment Trigger cannot take a delivery now: ${messageOf(error)}`);
		return answer(node, 503, { received: false, reason: 'unavailable' });
	}
}

async function verifiedEvent(
	node: IWebhookFunctions,
	provider: PaymentProvider,
	backOffice: BackOffice,
	now: Date,
): Promise<PaymentEvent | Rejection> {
	const body = await readRawBody(node);
	if (isRejection(body)) return body;
	return (await provider.check(node, backOffice, body, now)) ?? provider.read(body);
}

function refuse(
	node: IWebhookFunctions,
	{ name }: PaymentProvider,
	{ store }: BackOffice,
	{ reason, detail }: Rejection,
): IWebhookResponseData {
	node.logger.warn(`Payment Trigger refused a delivery: ${detail}`, { provider: name, reason });
	const database = node.getNode().credentials?.mspDatabaseApi?.id ?? '';
	countRejection({ store, database }, name, reason, (error) =>
		node.logger.warn(`Payment Trigger cannot count a refused delivery: ${messageOf(error)}`),
	);
	const endpoint = node.getNodeWebhookUrl('default') ?? `of the node ${node.getNode().name}`;
	noteRefusal({ store, database }, { provider: name, reason, endpoint }, (error) =>
		node.logger.warn(`Payment Trigger cannot note a refused delivery: ${messageOf(error)}`),
	);
	return answer(node, 400, { received: false, reason });
}

function answer(node: IWebhookFunctions, status: number, body: object): IWebhookResponseData {
	node.getResponseObject().status(status).json(body);
	return { noWebhookResponse: true };
}
