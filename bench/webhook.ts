import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { runningOn } from '../stack/parts/lock';
import type { RunningStack } from '../stack/parts/stack';
import { payCheckout, signedDelivery } from '../stack/standins/stripe';
import { drive, percentile, type Round, type Shot } from './support/load';
import { print } from './support/print';
import { startProbe } from './support/probe';
import { withStack } from './support/stack';
import { cpuSecondsOf } from './support/watchN8n';
import { webhookFlows } from './support/webhookFlows';

/**
 * What a delivery costs at the pack's triggers, beside n8n's own Webhook on the same n8n, in turns; and how the editor
 * answers while forged deliveries come as fast as ten connections can send them.
 */
const rounds = 4;
const load = { connections: 10, seconds: 5 };

/** What is measured together: in how many rounds it was, and what it took n8n. */
interface Measured {
	readonly rounds: Round[];
	cpuSeconds: number;
}

type Contender = 'bare' | 'respond' | 'accepted' | 'refused' | 'called';

async function main(): Promise<void> {
	await withStack({ workflows: webhookFlows }, measure);
}

async function measure(stack: RunningStack): Promise<void> {
	const { addresses, secrets, folder } = stack;
	const version = stack.versions.n8n ?? '';
	const pid = (await runningOn(folder))?.pids.n8n ?? 0;
	const event = (secret: string) => () =>
		signedDelivery(payCheckout({ order: `bench-${Math.random()}`, amount: 990, currency: 'EUR' }), [secret]);
	const signed = event(secrets.stripeSigningSecret);
	const call = (): Shot => ({
		headers: { 'content-type': 'application/json', 'x-api-key': secrets.apiKey },
		body: '{}',
	});
	const contenders: Readonly<Record<Contender, readonly [path: string, shot: () => Shot]>> = {
		bare: ['bench-bare', signed],
		respond: ['bench-respond', signed],
		accepted: ['bench-stripe/payments', signed],
		refused: ['bench-stripe/payments', event('whsec_forged')],
		called: ['bench-api', call],
	};
	const play = async (name: Contender, seconds = load.seconds): Promise<Measured> => {
		const [path, shot] = contenders[name];
		const began = cpuSecondsOf(pid);
		const round = await drive(`${addresses.n8n}/webhook/${path}`, { ...load, seconds }, shot);
		await idle(stack);
		return { rounds: [round], cpuSeconds: cpuSecondsOf(pid) - began };
	};
	const names: readonly Contender[] = ['bare', 'respond', 'accepted', 'refused', 'called'];
	for (const name of names) await play(name, 1);
	const all = new Map<Contender, Measured>(names.map((name) => [name, { rounds: [], cpuSeconds: 0 }]));
	for (let turn = 0; turn < rounds; turn++) {
		// Each goes first as often as last.
		for (const name of turn % 2 === 0 ? names : [...names].reverse()) {
			const { rounds: more, cpuSeconds } = await play(name);
			const sum = of(all, name);
			sum.rounds.push(...more);
			sum.cpuSeconds += cpuSeconds;
		}
	}
	const compare = (figure: string, ours: Contender, peer: Contender) => {
		const [one, other] = [of(all, ours), of(all, peer)];
		const values = (value: number, against: number, better: 'higher' | 'lower') => ({
			value,
			peer: against,
			ratio: better === 'higher' ? value / against : against / value,
		});
		const common = { n8n: version, against: peer, rounds, connections: load.connections };
		if (ours !== 'refused') {
			print('webhook', {
				figure: `${figure}_per_second`,
				...values(perSecond(one), perSecond(other), 'higher'),
				...common,
			});
			print('webhook', {
				figure: `${figure}_p50_ms`,
				...values(times(one, 0.5), times(other, 0.5), 'lower'),
				...common,
			});
		}
		print('webhook', { figure: `${figure}_cpu_ms`, ...values(cpuOf(one), cpuOf(other), 'lower'), ...common });
	};
	compare('accepted', 'accepted', 'bare');
	compare('refused', 'refused', 'bare');
	compare('called', 'called', 'respond');
	await flood(stack, version, contenders.refused);
	print('webhook', { figure: 'stored_events', n8n: version, value: await storedEvents(stack) });
}

function of(all: ReadonlyMap<Contender, Measured>, name: Contender): Measured {
	const found = all.get(name);
	if (!found) throw new Error(`nothing is measured of ${name}`);
	return found;
}

/** The editor and the health of n8n in a flood, beside the same n8n without one. */
async function flood(stack: RunningStack, version: string, [path, shot]: readonly [string, () => Shot]): Promise<void> {
	const { addresses, secrets } = stack;
	const address = addresses.n8n;
	const login = { email: secrets.ownerEmail, password: secrets.ownerPassword };
	const quiet = await startProbe(address, login);
	await wait(load.seconds * 1000);
	const before = await quiet.end();
	const probe = await startProbe(address, login);
	const forged = await drive(`${address}/webhook/${path}`, load, shot);
	const during = await probe.end();
	for (const [figure, key] of [
		['flood_health_p95_ms', 'health'],
		['flood_editor_p95_ms', 'editor'],
	] as const) {
		const [value, peer] = [percentile(during[key], 0.95), percentile(before[key], 0.95)];
		print('webhook', { figure, n8n: version, value, peer, ratio: peer / value, refused: forged.refused });
	}
}

const perSecond = ({ rounds: all }: Measured) => answered(all) / all.reduce((sum, { seconds }) => sum + seconds, 0);
const cpuOf = ({ rounds: all, cpuSeconds }: Measured) => (cpuSeconds * 1000) / answered(all);
const times = ({ rounds: all }: Measured, share: number) =>
	percentile(
		all.flatMap((round) => round.times),
		share,
	);

function answered(all: readonly Round[]): number {
	return all.reduce((sum, round) => sum + round.times.length + round.refused, 0);
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
