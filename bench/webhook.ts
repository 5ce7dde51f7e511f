import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { RunningStack } from '../stack/parts/stack';
import type { Workflow } from '../stack/parts/workflows';
import { payCheckout, signedDelivery } from '../stack/standins/stripe';
import { drive, percentile, type Round, type Shot } from './support/load';
import { print } from './support/print';
import { withStack } from './support/stack';

/**
 * Signed Stripe events that the Payment Trigger takes, beside a bare Webhook → Respond to Webhook on the same n8n, in
 * turns. Each event is another one, verified and stored before it is answered.
 */
const rounds = 4;
const load = { connections: 10, seconds: 8 };

const settings = { executionOrder: 'v1' };
const trigger: Workflow = {
	id: 'bench-trigger',
	name: 'Bench: Payment Trigger',
	nodes: [
		{
			id: 'trigger',
			name: 'Payment Trigger',
			type: 'n8n-nodes-msp.paymentTrigger',
			typeVersion: 1,
			position: [0, 0],
			webhookId: 'bench-stripe',
			parameters: { provider: 'stripe', endpoint: 'manual' },
			credentials: {
				mspDatabaseApi: { id: 'msp-database', name: 'MSP Database' },
				mspStripeApi: { id: 'msp-stripe', name: 'MSP Stripe' },
			},
		},
		nothing('bench-nothing'),
	],
	connections: { 'Payment Trigger': to('Nothing') },
	settings,
};
const bare: Workflow = {
	id: 'bench-bare',
	name: 'Bench: bare Webhook',
	nodes: [
		{
			id: 'webhook',
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2.1,
			position: [0, 0],
			webhookId: 'bench-bare',
			parameters: { httpMethod: 'POST', path: 'bench-bare', responseMode: 'responseNode', options: {} },
		},
		{
			id: 'respond',
			name: 'Respond',
			type: 'n8n-nodes-base.respondToWebhook',
			typeVersion: 1.5,
			position: [240, 0],
			parameters: { respondWith: 'noData', options: {} },
		},
	],
	connections: { Webhook: to('Respond') },
	settings,
};

function nothing(id: string) {
	return { id, name: 'Nothing', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [240, 0], parameters: {} };
}

function to(node: string) {
	return { main: [[{ node, type: 'main', index: 0 }]] };
}

async function main(): Promise<void> {
	await withStack({ workflows: () => [trigger, bare] }, measure);
}

async function measure(stack: RunningStack): Promise<void> {
	const { addresses, secrets } = stack;
	const shot = (): Shot => {
		const event = payCheckout({ order: `bench-${Math.random()}`, amount: 990, currency: 'EUR' });
		return signedDelivery(event, [secrets.stripeSigningSecret]);
	};
	const play = async (path: string, seconds = load.seconds) => {
		const round = await drive(`${addresses.n8n}/webhook/${path}`, { ...load, seconds }, shot);
		await idle(stack);
		return round;
	};
	const ours: Round[] = [];
	const peers: Round[] = [];
	await play('bench-bare', 2);
	const warmUp = await play('bench-stripe/payments', 2);
	for (let turn = 0; turn < rounds; turn++) {
		// Each goes first as often as the other.
		if (turn % 2 === 0) peers.push(await play('bench-bare'));
		ours.push(await play('bench-stripe/payments'));
		if (turn % 2 === 1) peers.push(await play('bench-bare'));
	}

	report('accepted_per_second', perSecond(ours), perSecond(peers));
	for (const [figure, share] of [
		['p50_ms', 0.5],
		['p99_ms', 0.99],
	] as const) {
		const time = (all: readonly Round[]) =>
			percentile(
				all.flatMap(({ times }) => times),
				share,
			);
		report(figure, time(ours), time(peers));
	}
	const accepted = [warmUp, ...ours].reduce((sum, { times }) => sum + times.length, 0);
	const refused = [...ours, ...peers].reduce((sum, round) => sum + round.refused, 0);
	print('webhook', { figure: 'stored_events', value: await storedEvents(stack), peer: accepted, refused });
}

function report(figure: string, value: number, peer: number): void {
	print('webhook', { figure, value, peer, ratio: value / peer, connections: load.connections, rounds });
}

function perSecond(all: readonly Round[]): number {
	const accepted = all.reduce((sum, { times }) => sum + times.length, 0);
	return accepted / all.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** A round does not pay for the runs that the one before has left. */
async function idle({ n8n }: RunningStack): Promise<void> {
	do await wait(500);
	while ((await n8n.executions({ status: 'running', limit: 1 })).length > 0);
}

async function storedEvents({ backOffice }: RunningStack): Promise<number> {
	const counted = await backOffice.store.asStaff(
		async (transaction) =>
			await transaction.row(z.object({ count: z.number() }), 'select count(*) as count from msp.payment_event'),
	);
	return counted?.count ?? 0;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
