import { applyMoney, recordChange } from '../../core/billing';
import { insertCompany } from '../../core/companies/companies';
import { insertCustomer } from '../../core/customers/customers';
import { ninjaChange } from '../../core/invoiceNinja';
import { insertPaymentEvent, isRejection, markEventProcessed } from '../../core/payments';
import { readPayPalEvent } from '../../core/paypal';
import { readStripeEvent } from '../../core/stripe';
import type { TaskOffice } from '../../core/tasks';
import type { News } from './ninjaLives';
import type { TestDatabase } from './testDatabase';

/** A customer who is a client of a company's Invoice Ninja. */
export async function seedClient({ store }: TaskOffice, companyCode: string, clientId: string, code = clientId) {
	return await store.asStaff(async (transaction) => {
		await insertCompany(transaction, { companyCode, name: companyCode });
		const customerCode = code.toLowerCase();
		const email = 'client@customer.example';
		const named = { customerCode, name: code, email, companyCode, invoiceNinjaClientId: clientId };
		const customer = await insertCustomer(transaction, named);
		if (!customer) throw new Error(`the customer ${customerCode} was seeded before`);
		return customer;
	});
}

/** Receives a piece of news as workflows 10 and 16 do: recorded, applied, marked. */
export async function receiveNews(office: TaskOffice, news: News): Promise<void> {
	for (const id of await recordNews(office, news)) await applyAndMark(office, id);
}

/** Records a piece of news; gives the payment events that are to be applied. */
export async function recordNews(office: TaskOffice, news: News): Promise<string[]> {
	if (news.of === 'ninja') {
		const recorded = await recordChange(office, ninjaChange.parse(JSON.parse(JSON.stringify(news.change))));
		return recorded.flatMap(({ paymentEventId }) => paymentEventId ?? []);
	}
	const body = Buffer.from(JSON.stringify(news.event));
	const read = 'event_type' in news.event ? readPayPalEvent(body) : readStripeEvent(body);
	if (isRejection(read)) throw new Error(`an event is refused: ${read.detail}`);
	const id = await office.store.asStaff(async (transaction) => await insertPaymentEvent(transaction, read));
	return id === undefined ? [] : [id];
}

export async function applyAndMark(office: TaskOffice, paymentEventId: string) {
	const applied = await applyMoney(office, paymentEventId);
	await markEventProcessed(office, paymentEventId, applied[0].outcome);
	return applied;
}

interface Row {
	readonly external: string | null;
	readonly reference: string;
	readonly provider: string;
	readonly outcome: string;
	readonly detail: string;
	readonly attention: boolean;
	readonly amount: number;
	readonly refunded: number;
	readonly lost: number;
}

/** What the books say of every invoice of Invoice Ninja, and of every payment. */
export async function ninjaBooksOf({ owner }: TestDatabase) {
	const { rows: payments } = await owner.query<Row>(
		`select i.external_id as external, y.payment_reference as reference, y.provider, y.outcome, y.outcome_detail as detail,
			y.needs_attention as attention, y.amount_minor::float8 as amount, y.refunded_minor::float8 as refunded,
			y.lost_minor::float8 as lost
		from msp.payment y left join msp.invoice i on i.id = y.invoice_id order by y.payment_reference`,
	);
	const { rows: invoices } = await owner.query<{ external: string; status: string; balance: number; decision: string }>(
		`select external_id as external, status, balance_minor::float8 as balance, setup_decision as decision
		from msp.invoice where source = 'invoice_ninja' order by external_id`,
	);
	return { payments, invoices };
}
