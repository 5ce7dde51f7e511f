import { z } from 'zod';
import type { Transaction } from '../db';
import type { Day } from '../kernel/calendar';
import { issueInvoice } from '../invoices';
import { insertCharge } from '../renewals';
import type { DunnedAccount, PlannedFee } from './account';

const placeRow = z.object({
	/** A service that the pack renews: its next invoice takes the fee. */
	serviceId: z.uuid().nullable(),
	ofAccountingSystem: z.boolean(),
});

/** Where a fee went, in words for the note of its stage. */
export interface ChargedFee {
	readonly charged: boolean;
	readonly detail: string;
}

/**
 * Charges a late fee, once for its stage. It is a line of the next invoice of a service that the pack renews, so that it
 * reaches Invoice Ninja with it, and its taxes. Without such a service it is an invoice of its own in the store. For a
 * customer of Invoice Ninja without one it is not charged: that one has late fees of its own.
 */
export async function chargeLateFee(
	transaction: Transaction,
	{ customerId, invoices }: Pick<DunnedAccount, 'customerId' | 'invoices'>,
	fee: PlannedFee,
	{ day, now, dueInDays }: { readonly day: Day; readonly now: Date; readonly dueInDays: number },
): Promise<ChargedFee> {
	const { invoiceId, stageCode, dueOn, currency, amountMinor } = fee;
	const number = invoices.find((invoice) => invoice.invoiceId === invoiceId)?.number ?? '';
	const reference = `late-fee:${invoiceId}:${stageCode}:${dueOn}`;
	const place = await transaction.row(
		placeRow,
		`select (select t.service_id from msp.service_terms t join msp.service s on s.id = t.service_id
				where t.customer_id = c.id and t.currency = $3 and s.status in ('active', 'suspended') and t.ends_on is null
				order by exists (select from msp.invoice_line l where l.invoice_id = $2 and l.service_id = t.service_id) desc,
					t.service_id limit 1) as service_id,
			c.invoice_ninja_client_id is not null as of_accounting_system
		from msp.customer c where c.id = $1`,
		[customerId, invoiceId, currency],
	);
	if (place?.serviceId) {
		await insertCharge(transaction, {
			...{ serviceId: place.serviceId, customerId, kind: 'late_fee', description: number, amountMinor, currency },
			...{ dueOn: null, periodFrom: null, periodTo: null, reference },
		});
		return { charged: true, detail: 'with the next invoice' };
	}
	if (!place || place.ofAccountingSystem) {
		return { charged: false, detail: 'not charged: Invoice Ninja has late fees of its own' };
	}
	const { invoice } = await issueInvoice(transaction, {
		...{ customerId, reference, currency, status: 'open', issuedAt: now, dueOn: addedTo(day, dueInDays) },
		lines: [{ kind: 'late_fee', description: number, amountMinor }],
	});
	return { charged: true, detail: `invoice ${invoice.invoiceNumber}` };
}
