import { randomBytes } from 'node:crypto';
import type { INode } from 'n8n-workflow';
import { listRejections } from '../../core/payments/paymentEvents';
import { MspDatabaseApi } from '../../credentials/MspDatabaseApi.credentials';
import { MspPayPalApi } from '../../credentials/MspPayPalApi.credentials';
import { MspStripeApi } from '../../credentials/MspStripeApi.credentials';
import { PaymentTrigger } from '../../nodes/PaymentTrigger/PaymentTrigger.node';
import { makeSigning, startPayPal } from '../../stack/standins/paypal';
import { startStripe } from '../../stack/standins/stripe';
import { createHarness, type WebhookRequest, type WorkflowJson } from './inProcessN8n';
import { createTestDatabase, databaseCredential } from './testDatabase';

const type = 'n8n-nodes-msp.paymentTrigger';

/** The signing secret in the Stripe credential. */
export const secret = 'whsec_canary_5f1c9a2b7d3e4f60';

export const sale = {
	order: 'O-1',
	customer: 'acme',
	plan: 'basic',
	domain: 'acme.example',
	amount: 1250,
	currency: 'eur',
} as const;

/** What a test sets otherwise in the credentials. */
interface Changes {
	readonly stripe?: object;
	readonly payPal?: object;
	readonly database?: object;
}

/** A Payment Trigger in n8n's engine, with a database and both providers. */
export async function openTriggerScene() {
	const signing = await makeSigning();
	const [database, stripe, paypal] = await Promise.all([
		createTestDatabase(),
		startStripe({ port: 0 }),
		startPayPal({ port: 0, clientId: 'client', clientSecret: 'secret', signing }),
	]);
	const encryptionKey = randomBytes(32);
	const counted = async () => {
		const rows = await database.store.asStaff(async (transaction) => await listRejections(transaction, 1));
		return rows.map(({ provider, reason, count }) => ({ provider, reason, count }));
	};
	return {
		database,
		stripe,
		paypal,
		signing,

		harness: (changes: Changes = {}) =>
			createHarness({
				nodes: { [type]: PaymentTrigger },
				credentialTypes: { MspDatabaseApi, MspStripeApi, MspPayPalApi },
				credentials: {
					mspDatabaseApi: { ...databaseCredential(database, encryptionKey), ...changes.database },
					mspStripeApi: {
						mode: 'test',
						secretKey: 'rk_test_1234',
						webhookSecrets: secret,
						apiBaseUrl: stripe.url,
						...changes.stripe,
					},
					mspPayPalApi: {
						environment: 'custom',
						customUrl: paypal.url,
						customCertificateAuthority: signing.authority,
						clientId: 'client',
						clientSecret: 'secret',
						webhookId: 'WH1',
						verification: 'offline',
						...changes.payPal,
					},
				},
			}),

		/** The events in the store. */
		stored: async () =>
			(await database.owner.query<Record<string, unknown>>('select * from msp.payment_event order by event_id')).rows,

		/** What was refused, once so many are counted: counting does not keep the answer waiting. */
		rejections: async (expected = 1) => {
			for (let tries = 0; tries < 2000; tries++) {
				const sum = (await counted()).reduce((total, { count }) => total + count, 0);
				if (sum >= expected) break;
				await new Promise((resolve) => setTimeout(resolve, 10));
			}
			return await counted();
		},

		clear: async () => {
			stripe.clear();
			stripe.state().endpoints = [];
			paypal.clear();
			paypal.state().webhooks = [];
			await database.owner.query('truncate msp.payment_event, msp.payment_event_rejection cascade');
		},

		close: async () => {
			await Promise.all([database.drop(), stripe.close(), paypal.close()]);
		},
	};
}
export type TriggerScene = Awaited<ReturnType<typeof openTriggerScene>>;

/** A workflow of the trigger alone. */
export function flow(parameters: INode['parameters'] = {}): WorkflowJson {
	const credentials = Object.fromEntries(
		['mspDatabaseApi', 'mspStripeApi', 'mspPayPalApi'].map((name) => [name, { id: name, name }]),
	);
	const node: INode = {
		id: 'T',
		name: 'Trigger',
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials,
		webhookId: 'w',
	};
	return { nodes: [node], connections: {} };
}

export function asRequest(delivery: {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}): WebhookRequest {
	return { headers: delivery.headers, rawBody: delivery.body };
}
