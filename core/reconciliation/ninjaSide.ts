import { z } from 'zod';
import { addDays, type Day } from '../kernel/calendar';
import type { ExternalError } from '../kernel/errors';
import { paymentName, paymentRow, type Ninja, type NinjaRow } from '../invoiceNinja';
import { providerOf, type Entry, type NinjaFact } from './facts';
import { compactNames } from './names';
import { momentsOf, type Period } from './period';

/** What Invoice Ninja is connected as: a company of the back office. */
export interface NinjaCompanyAccess {
	readonly companyCode: string;
	readonly ninja: Ninja;
	/** Why nobody knows which company its token is of. Nothing is read with it then: it may be another one's. */
	readonly refusal?: ExternalError;
}

const dated = paymentRow.extend({ date: z.iso.date().nullish().catch(null) });

/** A day may be written some days before the row is made, or after. */
const marginDays = 3;
const dayMs = 86_400_000;

/**
 * Yields the payments of Invoice Ninja that the period may be about, page by page: those of its days, and those that were
 * changed since, such as by a refund. It asks by when they were changed, for Invoice Ninja's list has no filter by day.
 *
 * @throws ExternalError when Invoice Ninja does not answer, or did not tell its company before.
 */
export async function* readNinjaPayments(
	{ companyCode, ninja, refusal }: NinjaCompanyAccess,
	period: Period,
): AsyncGenerator<readonly Entry[]> {
	if (refusal) throw refusal;
	const since = Math.floor(momentsOf(period).start.getTime() / 1000) - (marginDays * dayMs) / 1000;
	const query = {
		states: ['active', 'archived', 'deleted'],
		filters: { updated_at: String(since) },
		include: ['paymentables'],
	} as const;
	for await (const rows of ninja.pages('payment', query)) {
		const entries: Entry[] = [];
		for (const row of rows) {
			const entry = await ninjaEntry({ companyCode, ninja }, row);
			if (entry && entry.day <= addDays(period.to, marginDays)) entries.push(entry.entry);
		}
		yield entries;
	}
}

/** The payment of this ID, when the company has it. */
export async function findNinjaPayment(access: NinjaCompanyAccess, paymentId: string): Promise<Entry[]> {
	const row = await access.ninja.get('payment', paymentId, ['paymentables']);
	const found = row && (await ninjaEntry(access, row));
	return found ? [found.entry] : [];
}

async function ninjaEntry(
	{ companyCode, ninja }: NinjaCompanyAccess,
	row: NinjaRow,
): Promise<{ readonly entry: Entry; readonly day: Day } | undefined> {
	const read = dated.safeParse(await ninja.translated('payment', row)).data;
	if (!read) return undefined;
	const day = read.date ?? (read.createdAt ?? '').slice(0, 10);
	const charge = read.transactionReference.split(/\s+/).find((word) => providerOf(word) !== undefined) ?? null;
	const said: NinjaFact = {
		kind: 'ninja',
		paymentId: read.id,
		number: read.number,
		day,
		status: read.status,
		isDeleted: read.isDeleted,
		amountMinor: read.amountMinor,
		refundedMinor: read.refundedMinor,
		currency: read.currency,
		charge,
		invoices: read.paymentables.flatMap(({ invoiceId }) => (invoiceId ? [invoiceId] : [])),
	};
	const names = compactNames(paymentName(companyCode, read.id), charge);
	return { entry: { key: `ninja:${companyCode}:${read.id}`, side: 'invoice_ninja', names, fact: said }, day };
}
