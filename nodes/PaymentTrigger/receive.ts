import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { noteRefusal } from '../../core/alerts';
import { countRejection, isRejection, storeDelivery, type PaymentEvent, type Rejection } from '../../core/payments';
import type { BackOffice } from '../../core/db';
import { openBackOffice } from '../shared/backOffice';
import { messageOf } from '../shared/errorText';
import { asJson } from '../shared/operation';
import { logRefusal } from '../shared/refusalLog';
import { answerRefused } from '../shared/refusalPace';
import { removeUploads } from '../shared/uploads';
import { providerOf, type PaymentProvider } from './providers';
import { readRawBody } from './rawBody';

/**
 * Receives a delivery: checks it, stores it once, answers, and starts the workflow with it. Nothing else happens before the
 * answer. The answer is 503 when the delivery cannot be checked or stored now: then the provider comes again.
 */
export async function receive(node: IWebhookFunctions, now: Date): Promise<IWebhookResponseData> {
	try {
		await removeUploads(node);
		const provider = providerOf(node);
		const backOffice = await openBackOffice(node);
		const event = await verifiedEvent(node, provider, backOffice, now);
		if (isRejection(event)) return refuse(node, provider, backOffice, event);
		const foreign = await provider.foreign(node, event);
		const delivery = {
			event,
			foreign,
			transmissionId: provider.transmissionId(node),
			chosen: provider.chosenEvents(node).includes(event.type),
		};
		const stored = await backOffice.store.asStaff(async (transaction) => await storeDelivery(transaction, delivery));
		if (isRejection(stored)) return refuse(node, provider, backOffice, stored);
		if (foreign) {
			count(node, provider, backOffice, foreign);
			// Tests on a live system are no fault; live payments that a test credential lets pass by are.
			if (event.live) note(node, provider, backOffice, foreign);
		}
		if (stored.outcome !== 'stored') return answer(node, 200, { received: true, [stored.outcome]: true });
		answer(node, 200, { received: true });
		const item = { paymentEventId: stored.paymentEventId, ...event };
		return { noWebhookResponse: true, workflowData: [[{ json: asJson(item) }]] };
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
	provider: PaymentProvider,
	backOffice: BackOffice,
	refused: Rejection,
): IWebhookResponseData {
	count(node, provider, backOffice, refused);
	note(node, provider, backOffice, refused);
	answerRefused(node, () => answer(node, 400, { received: false, reason: refused.reason }));
	return { noWebhookResponse: true };
}

function count(
	node: IWebhookFunctions,
	{ name }: PaymentProvider,
	{ store }: BackOffice,
	{ reason, detail }: Rejection,
): void {
	logRefusal(node, `Payment Trigger does not take a delivery: ${detail}`, { provider: name, reason });
	const database = node.getNode().credentials?.mspDatabaseApi?.id ?? '';
	countRejection({ store, database }, name, reason, (error) =>
		node.logger.warn(`Payment Trigger cannot count a refused delivery: ${messageOf(error)}`),
	);
}

/** So that staff are told when it happens often. */
function note(node: IWebhookFunctions, { name }: PaymentProvider, { store }: BackOffice, { reason }: Rejection): void {
	const database = node.getNode().credentials?.mspDatabaseApi?.id ?? '';
	const endpoint = node.getNodeWebhookUrl('default') ?? `of the node ${node.getNode().name}`;
	noteRefusal({ store, database }, { provider: name, reason, endpoint }, (error) =>
		node.logger.warn(`Payment Trigger cannot note a refused delivery: ${messageOf(error)}`),
	);
}

function answer(node: IWebhookFunctions, status: number, body: object): IWebhookResponseData {
	node.getResponseObject().status(status).json(body);
	return { noWebhookResponse: true };
}
