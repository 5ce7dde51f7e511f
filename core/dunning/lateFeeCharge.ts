import { z } from 'zod';
import type { Store, Transaction } from '../db';
import { addDays, type Day } from '../kernel/calendar';
import { ExternalError, InputError } from '../kernel/errors';
import { language } from '../kernel/languages';
import { issueInvoice } from '../invoices';
import { writerOf } from '../messages';
import { insertCharge } from '../renewals';
import type { DunnedAccount, PlannedFee } from './account';
import { writeAttempts } from './attempts';
import type { OnUnreadable } from './readAccounts';
import type { Evaluated } from './writePage';

const placeRow = z.object({
	/** A service that the pack renews: its next invoice takes the fee. */
	serviceId: z.uuid().nullable(),
	ofAccountingSystem: z.boolean(),
	/** What is owed is itself a late fee. */
	isFee: z.boolean(),
	language,
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
async function chargeLateFee(
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
			c.invoice_ninja_client_id is not null as of_accounting_system, c.language,
			exists (select from msp.invoice i where i.id = $2 and starts_with(i.reference, 'late-fee:')) as is_fee
		from msp.customer c where c.id = $1`,
		[customerId, invoiceId, currency],
	);
	if (!place || place.isFee) return { charged: false, detail: 'not charged: it is a late fee itself' };
	if (place.serviceId) {
		await insertCharge(transaction, {
			...{ serviceId: place.serviceId, customerId, kind: 'late_fee', description: number, amountMinor, currency },
			...{ dueOn: null, periodFrom: null, periodTo: null, reference },
		});
		return { charged: true, detail: 'with the next invoice' };
	}
	if (place.ofAccountingSystem) {
		return { charged: false, detail: 'not charged: Invoice Ninja has late fees of its own' };
	}
	const { words, say } = writerOf(place.language);
	const description = say(words.dunning.lateFee, { number });
	const { invoice } = await issueInvoice(transaction, {
		...{ customerId, reference, currency, status: 'open', issuedAt: now, dueOn: addDays(day, dueInDays) },
		lines: [{ kind: 'late_fee', description, amountMinor }],
	});
	return { charged: true, detail: `invoice ${invoice.invoiceNumber}` };
}

interface FeeRun {
	readonly runId: string;
	readonly now: Date;
	/** Takes a customer whose fee is refused: it keeps nobody else waiting, and is tried again the next night. */
	readonly onRefused: OnUnreadable;
}

/** Charges the fees of accounts, each with the note of its stage in one transaction. */
export async function chargeFees(store: Store, evaluated: readonly Evaluated[], run: FeeRun): Promise<void> {
	for (const one of evaluated) {
		for (const fee of one.evaluation.lateFees) {
			try {
				await chargeOnce(store, one, fee, run);
			} catch (error) {
				if (!isRefusal(error)) throw error;
				run.onRefused(one.account, error);
			}
		}
	}
}

/** What is wrong with the data of one customer; a database that is away concerns all of them. */
const isRefusal = (error: unknown): error is InputError | ExternalError =>
	error instanceof InputError || (error instanceof ExternalError && error.errorClass === 'invalid');

async function chargeOnce(
	store: Store,
	{ account, day }: Evaluated,
	fee: PlannedFee,
	{ runId, now }: FeeRun,
): Promise<void> {
	const { customerId, policy } = account;
	const { invoiceId, stageCode, dueOn, action } = fee;
	await store.asStaff(async (transaction) => {
		const place = { day, now, dueInDays: policy.invoiceLeadDays };
		const { charged, detail } = await chargeLateFee(transaction, account, fee, place);
		const status = charged ? 'sent' : 'skipped';
		await writeAttempts(transaction, [
			{
				...{ customerId, invoiceId, stageCode, dueOn, action, status, plannedOn: day },
				...{ sentOn: null, taskId: null, runId, detail },
			},
		]);
	});
}
