import { randomUUID } from 'node:crypto';
import { applyPayment, resolveOrder } from '../../core/billing';
import { createCompany } from '../../core/companies';
import { openVault } from '../../core/kernel/encryption';
import { fixedClock, type Clock } from '../../core/kernel/clock';
import { findInvoice, type Invoice } from '../../core/invoices';
import { insertPaymentEvent, type PaymentEvent } from '../../core/payments';
import {
	createBooking,
	getBooking,
	saveUnit,
	unitPrices,
	unitTerms,
	type Booking,
	type BookingInput,
} from '../../core/rentals';
import { taskKinds } from '../../nodes/shared/taskKinds';
import type { TaskOffice } from '../../core/tasks';
import { event } from './billingScene';
import type { TestDatabase } from './testDatabase';

/** A company of its own that lets one house, at a time that stands still until a test moves it. */
export interface RentalScene {
	readonly office: TaskOffice;
	readonly at: (moment: string) => Clock;
	readonly unit: (more?: {
		code?: string;
		prices?: object;
		terms?: object;
		timeZone?: string;
		currency?: string;
	}) => Promise<void>;
	readonly book: (
		input: Partial<BookingInput> & { arrival: string; departure: string },
		at: string,
	) => Promise<Booking>;
	readonly booking: (code: string) => Promise<Booking>;
	readonly invoice: (invoiceId: string | null) => Promise<Invoice>;
	/** Money comes for an invoice, by a page of Stripe. */
	readonly pay: (invoice: Invoice, more?: Partial<PaymentEvent>) => Promise<string>;
	/** An event of a payment is stored, and nobody has dealt with it yet. */
	readonly hear: (invoice: Invoice, more?: Partial<PaymentEvent>) => Promise<string>;
	readonly notices: (bookingId: string) => Promise<string[]>;
}

let paid = 0;

export async function openRentalScene(database: TestDatabase): Promise<RentalScene> {
	const vault = openVault({ current: { version: 1, key: Buffer.alloc(32, 7) }, previous: [] });
	const office: TaskOffice = { store: database.store, vault, kinds: taskKinds };
	await createCompany(office, { companyCode: 'dunes', name: 'Dune Rentals' });
	const at = (moment: string) => fixedClock(new Date(moment));
	const unit: RentalScene['unit'] = async ({ code = 'sea-house', prices, terms, timeZone, currency } = {}) => {
		await saveUnit(office, {
			unitCode: code,
			companyCode: 'dunes',
			name: 'Sea House',
			timeZone: timeZone ?? 'Europe/Brussels',
			currency: currency ?? 'EUR',
			prices: unitPrices.parse({ nightMinor: 10_000, cleaningMinor: 5_000, touristTaxMinor: 200, ...prices }),
			terms: unitTerms.parse({ ...terms }),
		});
	};
	const hear: RentalScene['hear'] = async (invoice, more = {}) => {
		paid += 1;
		const intent = `pi_rental${paid}`;
		const { invoiceNumber, customerCode, balanceMinor, currency } = invoice;
		const heard = event('payment_succeeded', paid, {
			paymentReference: intent,
			names: [intent],
			references: { invoice: invoiceNumber, customer: customerCode },
			...{ amountMinor: balanceMinor, priceMinor: balanceMinor, currency },
			occurredAt: new Date(invoice.issuedAt.getTime() + 60_000 * paid).toISOString(),
			...more,
		});
		const id = await office.store.asStaff(async (transaction) => await insertPaymentEvent(transaction, heard));
		if (id === undefined) throw new Error('the event was there already');
		return id;
	};
	return {
		office,
		at,
		unit,
		book: async (input, moment) =>
			await createBooking(
				office,
				{
					unitCode: 'sea-house',
					reference: randomUUID(),
					adults: 2,
					children: 0,
					guest: { name: 'Ada Guest', email: 'ada@guest.example', language: 'en' },
					...input,
				},
				at(moment),
			),
		booking: async (code) => await office.store.asStaff(async (transaction) => await getBooking(transaction, code)),
		invoice: async (invoiceId) => {
			const found = await office.store.asStaff(async (transaction) => await findInvoice(transaction, invoiceId ?? ''));
			if (!found) throw new Error('there is no such invoice');
			return found;
		},
		hear,
		pay: async (invoice, more) => {
			const eventId = await hear(invoice, more);
			await resolveOrder(office, eventId, {});
			await applyPayment(office, eventId, {});
			await database.owner.query('update msp.payment_event set processed_at = now() where id = $1', [eventId]);
			return eventId;
		},
		notices: async (bookingId) => {
			const { rows } = await database.owner.query<{ notice: string }>(
				`select input ->> 'notice' as notice from msp.task where subject_id = $1 and kind = 'rental_notice' order by 1`,
				[bookingId],
			);
			return rows.map(({ notice }) => notice);
		},
	};
}
