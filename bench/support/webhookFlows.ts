import { chosenVersion } from '../../stack/n8n/versions';
import { suitedTo, type Workflow } from '../../stack/parts/workflows';

const settings = { executionOrder: 'v1' };
const database = { mspDatabaseApi: { id: 'msp-database', name: 'MSP Database' } };

const to = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });

function node(id: string, name: string, type: string, typeVersion: number, parameters: object, more: object = {}) {
	return { id, name, type, typeVersion, position: [0, 0], parameters: { ...parameters }, ...more };
}

const nothing = node('nothing', 'Nothing', 'n8n-nodes-base.noOp', 1, {});

function bare(id: string, parameters: object, answer: ReturnType<typeof node>): Workflow {
	const webhook = { httpMethod: 'POST', path: id, options: {}, ...parameters };
	return {
		id,
		name: `Bench: ${id}`,
		nodes: [node('webhook', 'Webhook', 'n8n-nodes-base.webhook', 2.1, webhook, { webhookId: id }), answer],
		connections: { Webhook: to(answer.name) },
		settings,
	};
}

/** n8n's own Webhook, which answers at once and checks nothing. */
const answersAtOnce = bare('bench-bare', {}, nothing);

/** n8n's own Webhook and Respond to Webhook. */
const responds = bare(
	'bench-respond',
	{ responseMode: 'responseNode' },
	node('respond', 'Respond', 'n8n-nodes-base.respondToWebhook', 1.5, { respondWith: 'noData', options: {} }),
);

const paymentTrigger: Workflow = {
	id: 'bench-payment',
	name: 'Bench: Payment Trigger',
	nodes: [
		node(
			'trigger',
			'Payment Trigger',
			'n8n-nodes-msp.paymentTrigger',
			1,
			{ provider: 'stripe', endpoint: 'manual' },
			{
				webhookId: 'bench-stripe',
				credentials: { ...database, mspStripeApi: { id: 'msp-stripe', name: 'MSP Stripe' } },
			},
		),
		nothing,
	],
	connections: { 'Payment Trigger': to('Nothing') },
	settings,
};

const apiTrigger: Workflow = {
	id: 'bench-api',
	name: 'Bench: MSP API Trigger',
	nodes: [
		node(
			'trigger',
			'MSP API Trigger',
			'n8n-nodes-msp.mspApiTrigger',
			1,
			{ method: 'POST', path: 'bench-api', scope: 'provisioning:read', fields: {} },
			{ webhookId: 'bench-api', credentials: database },
		),
		node('answer', 'MSP API Answer', 'n8n-nodes-msp.mspApiAnswer', 1, {}),
	],
	connections: { 'MSP API Trigger': to('MSP API Answer') },
	settings,
};

/** All of them, as the version of n8n takes them best. */
export const webhookFlows = (): Workflow[] =>
	[answersAtOnce, responds, paymentTrigger, apiTrigger].map((flow) => suitedTo(chosenVersion().environment, flow));
