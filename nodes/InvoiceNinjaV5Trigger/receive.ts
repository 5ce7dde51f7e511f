import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { noteRefusal } from '../../core/alerts';
import {
	changeArrived,
	checkSecret,
	eventHeader,
	eventOf,
	receiveSignal,
	secretHeader,
	tryOut,
	type Change,
	type Feed,
	type FeedRefusal,
	type Signal,
} from '../../core/feeds';
import { bindInvoiceNinja } from '../shared/bindInvoiceNinja';
import { messageOf } from '../shared/errorText';
import { asJson } from '../shared/operation';
import { logRefusal } from '../shared/refusalLog';
import { answerRefused } from '../shared/refusalPace';
import { removeUploads } from '../shared/uploads';
import { hintIn } from './hint';
import { openTriggerOffice, type TriggerOffice } from './office';
import { parametersOf } from './parameters';

/**
 * Receives a delivery: checks its secret, answers, and only then reads the object anew, for Invoice Ninja waits for the
 * answer, and may still hold back what it tells of. The answer is never 404, 405 or 410: these switch the webhook off.
 */
export async function receive(node: IWebhookFunctions, now: Date): Promise<IWebhookResponseData> {
	let signal: Signal | undefined;
	let office: TriggerOffice;
	try {
		await removeUploads(node);
		office = await openTriggerOffice(node);
		const refused = await refusalOf(node, office);
		if (refused) return refuse(node, office, refused);
		const { events } = parametersOf(node);
		const event = eventOf(node.getHeaderData()[eventHeader]);
		if (!event || !events.includes(event.name)) return answer(node, 200, { received: true, ignored: true });
		const hint = await hintIn(node);
		if (hint === undefined) return answer(node, 400, { received: false, reason: 'malformed' });
		signal = { event: event.name, entity: event.entity, id: hint.id, at: now, hint };
	} catch (error) {
		node.logger.error(`Invoice Ninja v5 Trigger cannot take a delivery now: ${messageOf(error)}`);
		return answer(node, 503, { received: false, reason: 'unavailable' });
	}
	answer(node, 200, { received: true });
	try {
		const change = await changeOf(node, office, signal);
		return { noWebhookResponse: true, ...(change && { workflowData: [[{ json: asJson(change) }]] }) };
	} catch (error) {
		const { event, entity, id } = signal;
		node.logger.error(`Invoice Ninja v5 Trigger cannot read ${entity} ${id}: ${messageOf(error)}`, { event });
		return { noWebhookResponse: true };
	}
}

async function changeOf(node: IWebhookFunctions, office: TriggerOffice, signal: Signal): Promise<Change | undefined> {
	const { reader, arrival } = parametersOf(node);
	const feed: Feed = { ...office, reader };
	// The token may have become another company's since the webhooks were added: its objects may have the same IDs.
	await bindInvoiceNinja(office);
	if (isTest(node)) return await tryOut(feed, signal);
	const change = await receiveSignal(feed, signal);
	if (change && arrival === 'started') noteArrival(node, feed, change);
	return change;
}

/** n8n has stored the execution by then, or is dead. */
const startedMs = 3_000;

function noteArrival(node: IWebhookFunctions, feed: Feed, { changeId }: Change): void {
	const note = () => {
		changeArrived(feed, changeId).catch((error: unknown) => {
			node.logger.warn(`Invoice Ninja v5 Trigger cannot note that a change has arrived: ${messageOf(error)}`);
		});
	};
	setTimeout(note, startedMs).unref();
}

async function refusalOf(node: IWebhookFunctions, office: TriggerOffice): Promise<FeedRefusal | undefined> {
	const { endpoint, workflowId, nodeId } = parametersOf(node);
	const { companyCode } = office;
	const kind = isTest(node) ? 'test' : 'production';
	const key = endpoint === 'manual' ? undefined : ({ workflowId, nodeId, kind, companyCode } as const);
	return await checkSecret(office, companyCode, key, node.getHeaderData()[secretHeader]);
}

function refuse(node: IWebhookFunctions, { store }: TriggerOffice, reason: FeedRefusal): IWebhookResponseData {
	logRefusal(node, 'Invoice Ninja v5 Trigger does not take a delivery: its secret is not the one of the node', {
		reason,
	});
	const database = node.getNode().credentials?.mspDatabaseApi?.id ?? '';
	const endpoint = node.getNodeWebhookUrl('default') ?? `of the node ${node.getNode().name}`;
	noteRefusal({ store, database }, { provider: 'invoiceninja', reason, endpoint }, (error) =>
		node.logger.warn(`Invoice Ninja v5 Trigger cannot note a refused delivery: ${messageOf(error)}`),
	);
	answerRefused(node, () => answer(node, 401, { received: false, reason }));
	return { noWebhookResponse: true };
}

const isTest = (node: IWebhookFunctions) => node.getMode() === 'manual';

function answer(node: IWebhookFunctions, status: number, body: object): IWebhookResponseData {
	node.getResponseObject().status(status).json(body);
	return { noWebhookResponse: true };
}
