import { applyMoney, recordChange } from '../../../core/billing';
import { ninjaChange } from '../../../core/invoiceNinja';
import { claimUnprocessedEvents, insertPaymentEvent, isRejection, markEventProcessed } from '../../../core/payments';
import { readStripeEvent } from '../../../core/stripe';
import type { TaskOffice } from '../../../core/tasks';
import type { Chance } from './chance';
import type { YearProcess, YearWorld } from './world';

interface Held {
	/** Milliseconds: not before. */
	readonly at: number;
	readonly arrive: (process: YearProcess) => Promise<void>;
}

/** How news travel: at once and in their order, or late, twice and mixed up. */
export interface Roads {
	readonly chance: Chance;
	/** How often a piece of news comes again, from 0 to 1. */
	readonly twice: number;
	/** The longest that one is late. */
	readonly lateMs: number;
	/** Whether anything goes wrong at the moment. */
	isTroubled(): boolean;
}

/** What Stripe and Invoice Ninja tell, on its way to the back office. */
export function openDeliveries({ stripe, ninjaScene }: YearWorld, { chance, twice, lateMs, isTroubled }: Roads) {
	const told = new Set<string>();
	let held: Held[] = [];

	const hold = (arrive: Held['arrive']) => {
		if (!isTroubled()) {
			held.push({ at: Date.now(), arrive });
			return;
		}
		const copies = chance.happens(twice) ? 2 : 1;
		for (let copy = 0; copy < copies; copy++) held.push({ at: Date.now() + chance.below(lateMs + 1), arrive });
	};

	const collect = () => {
		for (const event of stripe.stripe.state().events.toReversed()) {
			if (told.has(event.id)) continue;
			told.add(event.id);
			const body = Buffer.from(JSON.stringify(event));
			hold(async ({ office }) => await receiveFromStripe(office, body));
		}
		const state = ninjaScene.standin.state();
		const fired = state.pending;
		state.pending = [];
		for (const { path, id } of fired) {
			if (path !== 'invoices' && path !== 'payments') continue;
			hold(async (process) => await receiveFromNinja(process, path === 'invoices' ? 'invoice' : 'payment', id));
		}
	};

	return {
		/** Lets arrive what has come by now. What a process does not take is sent again later. */
		async arrive(process: YearProcess, attempt: (work: () => Promise<void>) => Promise<boolean>): Promise<void> {
			collect();
			const now = Date.now();
			const due = held.filter(({ at }) => at <= now);
			held = held.filter(({ at }) => at > now);
			for (const one of lateMs > 0 ? chance.shuffled(due) : due) {
				if (!(await attempt(async () => await one.arrive(process)))) held.push({ ...one, at: now + 3_600_000 });
			}
		},
		/** How much is still on its way. */
		underWay: () => held.length,
	};
}
export type Deliveries = ReturnType<typeof openDeliveries>;

async function receiveFromStripe(office: TaskOffice, body: Buffer): Promise<void> {
	const read = readStripeEvent(body);
	if (isRejection(read)) throw new Error(`an event is refused: ${read.detail}`);
	const id = await office.store.asStaff(async (transaction) => await insertPaymentEvent(transaction, read));
	if (id !== undefined) await applyEvent(office, id);
}

/** As the trigger does: what is told is only a hint, and the row is read anew. */
async function receiveFromNinja({ office, ninja }: YearProcess, entity: 'invoice' | 'payment', id: string) {
	const readAt = new Date();
	const row = await ninja.get(entity, id);
	if (!row) return;
	const data = await ninja.translated(entity, row);
	const change = { companyCode: 'main', event: 'caught_up', entity, id, occurredAt: readAt.toISOString() };
	const recorded = await recordChange(office, ninjaChange.parse({ ...change, readAt: readAt.toISOString(), data }));
	for (const { paymentEventId } of recorded) if (paymentEventId !== null) await applyEvent(office, paymentEventId);
}

async function applyEvent(office: TaskOffice, paymentEventId: string): Promise<void> {
	const [{ outcome }] = await applyMoney(office, paymentEventId);
	await markEventProcessed(office, paymentEventId, outcome);
}

/** As workflow 13 does every minute: what a run left behind is taken up again. */
export async function takeLeftEvents(office: TaskOffice): Promise<void> {
	const left = await office.store.asStaff(async (transaction) => await claimUnprocessedEvents(transaction, 500));
	for (const { paymentEventId } of left) await applyEvent(office, paymentEventId);
}
