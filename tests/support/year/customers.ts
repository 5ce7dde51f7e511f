import { z } from 'zod';
import { daysBetween, type Day } from '../../../core/kernel/calendar';
import type { Bank, Payable } from './bank';
import { cardsOf, type Habit } from './company';
import type { Founded } from './founding';
import type { YearWorld } from './world';

const openRow = z.object({
	customerId: z.string(),
	number: z.string(),
	ninjaId: z.string().nullable(),
	currency: z.string(),
	totalMinor: z.coerce.number(),
	dueOn: z.string(),
	status: z.string(),
	period: z.number(),
});
type Open = z.infer<typeof openRow>;

/** Days after the due day on which money goes back, and a dispute begins and ends; of the second invoice of a service. */
const backAfter = 10;
const disputeAfter = 5;
const wonAfter = 20;
const lastPaid = 3;

/** The customers, and what each of them knows to have paid, by the numbers of the invoices: they never pay twice. */
export interface Customers {
	readonly bank: Bank;
	readonly founded: readonly Founded[];
	readonly paid: Map<string, number>;
}

/** What the customers do on a day: each by a habit, which looks at the due day of an invoice and at nothing of the pack. */
export async function customersAct(world: YearWorld, { bank, founded, paid }: Customers, today: Day): Promise<void> {
	const { rows } = await world.database.owner.query(
		`select i.customer_id as "customerId", i.number, split_part(i.external_id, ':', 2) as "ninjaId", i.currency,
			i.total_minor as "totalMinor", i.due_on::text as "dueOn", i.status,
			coalesce((select min(l.period_number) from msp.invoice_line l where l.invoice_id = i.id and l.kind = 'renewal'),
				i.period_number) as period
		from msp.invoice i where i.status <> 'draft' and (i.status in ('open', 'partial') or i.due_on > $1::date - 30)
		order by i.due_on, i.number`,
		[today],
	);
	const all = z.array(openRow).parse(rows.map((row: Open) => ({ ...row, ninjaId: row.ninjaId || null })));
	for (const customer of founded) {
		const own = all.filter(({ customerId }) => customerId === customer.customerId);
		for (const invoice of own) await actOn({ bank, paid }, customer, invoice, daysBetween(invoice.dueOn, today));
		refill(bank, customer, own, today);
	}
	bank.debitsArrive(3);
}

async function actOn(
	{ bank, paid }: Pick<Customers, 'bank' | 'paid'>,
	customer: Founded,
	invoice: Open,
	late: number,
): Promise<void> {
	const { habit } = customer.played;
	const { number, ninjaId, currency, totalMinor, period } = invoice;
	const paidMinor = paid.get(number) ?? 0;
	if (paidMinor === totalMinor) {
		if (period !== 2 || ninjaId !== null) return;
		if (habit === 'refunded' && late === backAfter) await bank.refund(number);
		if (habit === 'disputed_and_won' && late === disputeAfter) bank.dispute(number);
		if (habit === 'disputed_and_won' && late === wonAfter) bank.winDispute(number);
		return;
	}
	const isHalf = habit === 'in_two_parts' && late < 6;
	if (late < paysFrom(habit, period) || (isHalf && paidMinor > 0)) return;
	const amountMinor = isHalf ? half(totalMinor, currency) : totalMinor - paidMinor;
	await pay(bank, customer, { number, ninjaId, currency, amountMinor }, habit === 'by_portal');
	paid.set(number, paidMinor + amountMinor);
}

const never = Number.POSITIVE_INFINITY;

/** How many days after the due day somebody pays by themselves. */
function paysFrom(habit: Habit, period: number): number {
	return habit === 'stops_paying' && period > lastPaid ? never : days[habit];
}

const days: Readonly<Record<Habit, number>> = {
	early: -never,
	on_the_day: 0,
	late: 5,
	very_late: 9,
	in_two_parts: 0,
	stops_paying: 0,
	by_portal: 1,
	refunded: 0,
	disputed_and_won: 0,
	card: never,
	card_without_money_at_first: never,
	card_that_was_lost: 4,
	card_that_asks: 2,
	card_that_is_slow: never,
};

/** Stripe takes fils only by the ten. */
const half = (totalMinor: number, currency: string) => {
	const part = Math.floor(totalMinor / 2);
	return currency === 'KWD' ? part - (part % 10) : part;
};

async function pay(bank: Bank, customer: Founded, invoice: Payable, inPortal: boolean): Promise<void> {
	if (invoice.ninjaId === null) await bank.payByLink(customer, invoice);
	else if (inPortal) await bank.payInPortal(invoice);
	else await bank.payByTransfer(customer, invoice);
}

/** Wages come two days after the invoice is due, and are spent before the next one is. */
function refill(bank: Bank, { played, savedMethod }: Founded, own: readonly Open[], today: Day): void {
	if (played.habit !== 'card_without_money_at_first' || savedMethod === null) return;
	const waits = own.some(({ status, dueOn }) => status !== 'paid' && daysBetween(dueOn, today) >= 2);
	if (waits) bank.fillAccount(savedMethod);
	else bank.emptyAccount(savedMethod, cardsOf.card_without_money_at_first ?? '');
}
