import { randomUUID } from 'node:crypto';
import { applyMoney, resolveOrder } from '../../core/billing';
import type { Customer, NewCustomer } from '../../core/customers';
import { findInvoice, issueInvoice, type Invoice } from '../../core/invoices';
import { isRejection, markEventProcessed, storeDelivery } from '../../core/payments';
import { paymentLinkFor, showPayPage, startPayment } from '../../core/paymentRequests';
import { readStripeEvent } from '../../core/stripe';
import type { TaskOffice } from '../../core/tasks';
import { fixedClock, type Clock } from '../../core/kernel/clock';
import type { StripeEvent } from '../../stack/standins/stripe';
import { seedCustomer } from './firstCustomerScene';
import { paysOn } from './paysOn';
import { backOfficeOn } from './provisioningScene';
import { openStripeScene, type StripeScene } from './stripeScene';
import { createTestDatabase, type TestDatabase } from './testDatabase';

export const payAddress = 'https://n8n.example.com/webhook/msp/pay';
/** The day on which these customers look at their invoices. */
export const today = fixedClock(new Date('2026-03-10T12:00:00Z'));

export interface PaymentRequestScene extends StripeScene {
	readonly database: TestDatabase;
	readonly office: TaskOffice;
	customer(more?: Partial<NewCustomer>): Promise<Customer>;
	/** Open invoices of a customer, by default in EUR and due on 1 March 2026. */
	owes(
		customer: Customer,
		amounts: readonly number[],
		more?: { currency?: string; dueOn?: string },
	): Promise<Invoice[]>;
	ticketFor(customer: Customer, more?: { currency?: string; language?: 'en' | 'fr' | 'nl'; days?: number }): string;
	/** The page as somebody sees it. */
	look(ticket: string, from?: string, clock?: Clock): ReturnType<typeof showPayPage>;
	/** The button of the page. */
	press(ticket: string, seen?: string): ReturnType<typeof startPayment>;
	/** The customer pays on a page of Stripe; gives the event that tells of it. */
	pays(url: string): Promise<StripeEvent>;
	/** An event arrives, and is applied as workflow 10 does it. */
	hears(event: object, between?: () => Promise<unknown>): Promise<Awaited<ReturnType<typeof applyMoney>>>;
	invoice(invoiceId: string): Promise<Invoice>;
	/** The pages of a customer at Stripe, newest first. */
	pagesOf(customer: Customer): ReadonlyArray<Readonly<Record<string, unknown>>>;
	close(): Promise<void>;
}

export async function openPaymentRequestScene(): Promise<PaymentRequestScene> {
	const [database, stripe] = await Promise.all([createTestDatabase(), openStripeScene()]);
	const office = backOfficeOn(database.store);
	const { store } = office;
	return {
		...{ ...stripe, database, office },
		customer: async (more = {}) =>
			await seedCustomer(office, { name: 'Linden Bakery', timeZone: 'Europe/Brussels', ...more }),
		owes: async ({ customerId }, amounts, { currency = 'EUR', dueOn = '2026-03-01' } = {}) =>
			await store.asStaff(async (transaction) => {
				const made: Invoice[] = [];
				for (const amountMinor of amounts) {
					const lines = [{ kind: 'other', description: 'Hosting', amountMinor }] as const;
					const what = { customerId, reference: null, currency, lines, dueOn, status: 'open' } as const;
					made.push((await issueInvoice(transaction, { ...what, issuedAt: new Date('2026-02-20T09:00:00Z') })).invoice);
				}
				return made;
			}),
		ticketFor: ({ customerId }, { currency = 'EUR', language = 'en', days } = {}) => {
			const what = { customerId, currency, language, page: payAddress, clock: today };
			const link = paymentLinkFor(office, { ...what, ...(days !== undefined && { days }) });
			return new URL(link).searchParams.get('ticket') ?? '';
		},
		look: async (ticket, from, clock = today) =>
			await showPayPage(office, stripe.account, { ticket, ...(from !== undefined && { from }) }, clock),
		press: async (ticket, seen = '') =>
			await startPayment(office, stripe.account, { ticket, seen, page: payAddress }, today),
		pays: async (url) => {
			const { event: id } = await paysOn(url);
			const event = stripe.stripe.state().events.find((one) => one.id === id);
			if (!event) throw new Error(`Stripe tells of no payment on ${url}`);
			return event;
		},
		hears: async (event, between = async () => await Promise.resolve()) => {
			const read = readStripeEvent(Buffer.from(JSON.stringify({ id: `evt_${randomUUID()}`, ...event })));
			if (isRejection(read)) throw new Error(read.detail);
			const stored = await store.asStaff(
				async (transaction) => await storeDelivery(transaction, { event: read, chosen: true }),
			);
			if (!('paymentEventId' in stored)) throw new Error('the event is of nothing that is to be handled');
			await resolveOrder(office, stored.paymentEventId);
			await between();
			const applied = await applyMoney(office, stored.paymentEventId);
			await markEventProcessed(office, stored.paymentEventId, applied[0].outcome);
			return applied;
		},
		invoice: async (invoiceId) => {
			const found = await store.asStaff(async (transaction) => await findInvoice(transaction, invoiceId));
			if (!found) throw new Error('the invoice is gone');
			return found;
		},
		pagesOf: ({ customerCode }) =>
			stripe.stripe
				.state()
				.sessions.filter(({ metadata }) => Reflect.get(metadata as object, 'customer_code') === customerCode),
		close: async () => {
			await stripe.stripe.close();
			await database.drop();
		},
	};
}

/** What the form of a page holds unseen. */
export const seenOn = (html: string): string => /name="seen" value="([0-9a-f]+)"/.exec(html)?.[1] ?? '';
