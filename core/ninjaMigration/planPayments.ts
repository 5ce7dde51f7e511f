import {
	compareDecimals,
	decimalText,
	asDouble,
	equal,
	isZero,
	least,
	minus,
	plus,
	rounded,
	zero,
	type Decimal,
	type SproutPayment,
	type SproutPaymentStatus,
	type SproutSite,
} from '../sprout';
import type { Differences } from './difference';
import { sproutKey, type PlannedRow, type PlanOptions } from './planned';
import type { Reference } from './planClients';
import type { InvoicePlan } from './planInvoices';

/** Why Sprout's payments of other statuses are not money that came. */
const notMoved: Readonly<Record<Exclude<SproutPaymentStatus, 'complete'>, string>> = {
	pending: 'has not come yet',
	authorized: 'is authorized and not captured',
	partial: 'is captured in part, and Sprout Invoices does not keep how much',
	void: 'is void',
	refunded: 'was refunded. Sprout Invoices still counts it as paid',
	recurring: 'stands for a subscription, and is no money itself',
	cancelled: 'stands for a cancelled subscription, and is no money itself',
};

/** Sprout's own sum of what was paid leaves only these out (get_payments_total() of SI_Invoice, without pending ones). */
const uncounted: readonly SproutPaymentStatus[] = ['void', 'recurring', 'cancelled', 'pending'];

/** What of an invoice the payments that are moved pay. */
export function paidByInvoice(site: SproutSite): (key: string) => Decimal {
	const sums = new Map<string, Decimal>();
	for (const { invoiceKey, amount, status } of site.payments) {
		if (status === 'complete' && compareDecimals(amount, zero) > 0) {
			sums.set(invoiceKey, plus(sums.get(invoiceKey) ?? zero, amount));
		}
	}
	return (key) => sums.get(key) ?? zero;
}

/** The payments, client by client in turn: Invoice Ninja takes two of one client only with a second between them. */
export function planPayments(
	site: SproutSite,
	invoices: ReadonlyMap<string, InvoicePlan>,
	reference: Reference,
	options: PlanOptions,
	differences: Differences,
): PlannedRow[] {
	const left = new Map([...invoices].map(([key, { total }]) => [key, total]));
	const inOrder = [...site.payments].sort((one, other) => one.date.localeCompare(other.date));
	const rows = inOrder.flatMap((payment) => {
		const invoice = invoices.get(payment.invoiceKey);
		const reason = whyNot(payment, invoice);
		if (reason !== undefined || !invoice) {
			differences.add({
				...{ kind: 'payment', key: payment.key, field: 'status', sprout: describe(payment, invoice) },
				why: reason ?? 'its invoice is not moved',
				remedy: 'Enter it at Invoice Ninja by hand if it must be there.',
				leftOut: true,
			});
			return [];
		}
		const amount = rounded(payment.amount, 2);
		const applied = least(amount, left.get(payment.invoiceKey) ?? zero);
		left.set(payment.invoiceKey, minus(left.get(payment.invoiceKey) ?? zero, applied));
		listOddities(payment, invoice, { amount, applied }, differences);
		return [
			{ row: rowOf(payment, invoice, { amount, applied }, reference, options), clientKey: invoice.invoice.clientKey },
		];
	});
	comparePaid(site, invoices, left, differences);
	return inTurn(rows);
}

function whyNot({ status, amount }: SproutPayment, invoice: InvoicePlan | undefined): string | undefined {
	if (status !== 'complete') return notMoved[status];
	if (compareDecimals(rounded(amount, 2), zero) <= 0) return 'is not above zero';
	return invoice ? undefined : 'its invoice is not moved';
}

const describe = (payment: SproutPayment, invoice: InvoicePlan | undefined) =>
	`${payment.status}, ${decimalText(payment.amount, 2)}${invoice ? ` for ${invoice.number}` : ''}`;

interface Shares {
	readonly amount: Decimal;
	/** Goes to the invoice; the rest stays with the client. */
	readonly applied: Decimal;
}

function listOddities(payment: SproutPayment, invoice: InvoicePlan, shares: Shares, differences: Differences): void {
	const about = { kind: 'payment', key: payment.key } as const;
	if (!equal(payment.amount, shares.amount)) {
		differences.add({
			...{ ...about, field: 'amount', sprout: decimalText(payment.amount), ninja: decimalText(shares.amount, 2) },
			why: 'has more than two decimals',
			remedy: 'Compare the balance of its invoice.',
		});
	}
	if (!equal(shares.amount, shares.applied)) {
		const rest = decimalText(minus(shares.amount, shares.applied), 2);
		differences.add({
			...{ ...about, field: 'applied', sprout: decimalText(shares.amount, 2), ninja: decimalText(shares.applied, 2) },
			why: `is more than what is open of ${invoice.number}: ${rest} stays as unapplied money of the client`,
			remedy: 'Apply or refund it at Invoice Ninja.',
		});
	}
	if (payment.date === '') {
		differences.add({
			...{ ...about, field: 'date', ninja: invoice.invoice.date },
			why: 'the export has no date: it gets the date of its invoice',
			remedy: 'Move by SQL to have the date, or correct it at Invoice Ninja.',
		});
	}
}

function rowOf(
	payment: SproutPayment,
	{ invoice, number }: InvoicePlan,
	{ amount, applied }: Shares,
	{ payment_types: types }: Reference,
	{ keyField }: PlanOptions,
): PlannedRow {
	const type = types.find(({ name }) => name.toLowerCase() === payment.method.toLowerCase());
	const body = {
		amount: asDouble(amount, 'amount'),
		date: payment.date || invoice.date,
		transaction_reference: payment.reference.slice(0, 255),
		private_notes: `From Sprout Invoices${payment.method === '' ? '' : `: ${payment.method}`}`,
		...(type ? { type_id: type.id } : {}),
		[`custom_value${keyField}`]: sproutKey(payment.key),
	};
	const references = { clientKey: invoice.clientKey, invoiceKey: invoice.key };
	return {
		...{ kind: 'payment', sourceKey: payment.key, label: `${decimalText(amount, 2)} for ${number}`.slice(0, 200) },
		plan: { body, ...references, applied: decimalText(applied, 2), expectedTotal: decimalText(amount, 2) },
	};
}

/** Lists invoices of which another part is paid than Sprout says. */
function comparePaid(
	site: SproutSite,
	invoices: ReadonlyMap<string, InvoicePlan>,
	left: ReadonlyMap<string, Decimal>,
	differences: Differences,
): void {
	const counted = new Map<string, Decimal>();
	for (const { invoiceKey, amount, status } of site.payments) {
		if (!uncounted.includes(status)) counted.set(invoiceKey, plus(counted.get(invoiceKey) ?? zero, amount));
	}
	for (const [key, { invoice, number, total }] of invoices) {
		const ours = minus(total, left.get(key) ?? zero);
		const theirs = least(rounded(counted.get(key) ?? zero, 2), total);
		const open = left.get(key) ?? zero;
		const about = { kind: 'invoice', key: number } as const;
		if (!equal(ours, theirs)) {
			differences.add({
				...{ ...about, field: 'paid', sprout: decimalText(theirs, 2), ninja: decimalText(ours, 2) },
				why: 'Sprout Invoices counts payments that did not come, or went back',
				remedy: 'Look at the payments of the invoice that are not moved.',
			});
		} else if (invoice.status === 'paid' && !isZero(open)) {
			differences.add({
				...{ ...about, field: 'status', sprout: 'paid', ninja: `open: ${decimalText(open, 2)}` },
				why: 'somebody marked it as paid without a payment',
				remedy: 'Enter the payment in Sprout Invoices before you export, or mark it paid at Invoice Ninja.',
			});
		}
	}
}

/** The first of each client, then the second of each, and so on. */
export function inTurn(rows: ReadonlyArray<{ readonly row: PlannedRow; readonly clientKey: string }>): PlannedRow[] {
	const counts = new Map<string, number>();
	const ranked = rows.map(({ row, clientKey }) => {
		const rank = counts.get(clientKey) ?? 0;
		counts.set(clientKey, rank + 1);
		return { row, rank };
	});
	return ranked.sort((one, other) => one.rank - other.rank).map(({ row }) => row);
}
