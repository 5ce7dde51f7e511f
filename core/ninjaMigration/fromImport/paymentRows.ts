import type { PaymentToSend } from '../../imports';
import { grouped } from '../../kernel/groups';
import { asDouble, compareDecimals, decimalText, equal, least, minus, plus, zero, type Decimal } from '../../sprout';
import type { Differences } from '../difference';
import type { Reference } from '../planClients';
import { inTurn } from '../planPayments';
import { keyAtNinja, type PlannedRow } from '../planned';
import { decimalOfMinor } from './amounts';
import type { ImportPlanOptions, SentInvoice } from './planImport';

/** A payment of a spreadsheet, or what it calls paid without one. */
interface Money {
	readonly key: string;
	readonly amount: Decimal;
	readonly date: string;
	readonly method: string;
	readonly reference: string;
}

/** The payments of the invoices that are sent, by day and client by client in turn. */
export function planPaymentsOf(
	invoices: readonly SentInvoice[],
	payments: readonly PaymentToSend[],
	reference: Reference,
	options: ImportPlanOptions,
	differences: Differences,
): PlannedRow[] {
	const paymentsOf = grouped(payments, ({ invoiceId }) => invoiceId);
	const rows = invoices.flatMap((sent) => {
		const { invoice, amounts } = sent;
		let left = amounts.total;
		return moneyOf(sent, paymentsOf.get(invoice.invoiceId) ?? [], options, differences).map((money) => {
			const applied = least(money.amount, left);
			left = minus(left, applied);
			if (!equal(applied, money.amount)) listUnapplied(sent, money, applied, differences);
			const row = rowOf(sent, money, applied, reference, options);
			return { row, date: money.date, clientKey: invoice.customerId };
		});
	});
	return inTurn(rows.sort((one, other) => one.date.localeCompare(other.date)));
}

/** Where money counts: a draft takes none, and on what was voided nothing is owed. */
const paying: readonly string[] = ['open', 'partial', 'paid', 'uncollectible'];

function moneyOf(
	{ invoice, amounts }: SentInvoice,
	payments: readonly PaymentToSend[],
	{ paidWithoutPayment }: ImportPlanOptions,
	differences: Differences,
): Money[] {
	const { currency, number, status } = invoice;
	const of = (minor: number) => decimalOfMinor(minor, currency);
	const about = { kind: 'invoice', key: number } as const;
	const remedy = 'Enter it at Invoice Ninja by hand if it must be there.';
	if (invoice.heardMinor !== 0) {
		differences.add({
			...{ ...about, field: 'paid', sprout: decimalText(of(invoice.heardMinor), 2), ninja: null, remedy },
			why: 'a payment provider told of payments that no spreadsheet has: they are not sent',
		});
	}
	const counts = paying.includes(status);
	const money = payments.flatMap(({ paymentId, amountMinor, paidOn, method, reference }): Money[] => {
		const amount = of(amountMinor);
		if (counts && amountMinor > 0) return [{ key: paymentId, amount, date: paidOn, method, reference }];
		differences.add({
			...{ kind: 'payment', key: reference, field: 'amount', sprout: decimalText(amount, 2), leftOut: true, remedy },
			why: counts ? 'is not above zero' : `its invoice ${number} is ${status}`,
		});
		return [];
	});
	if (!counts || status === 'uncollectible') return money;
	const paid = least(of(invoice.totalMinor - invoice.balanceMinor), amounts.total);
	const rest = minus(paid, plus(...money.map(({ amount }) => amount)));
	if (compareDecimals(rest, zero) < 0) {
		differences.add({
			...{ ...about, field: 'paid', sprout: decimalText(paid, 2), ninja: decimalText(minus(paid, rest), 2) },
			why: 'its payments are more than the spreadsheet calls paid',
			remedy: 'Compare its balance.',
		});
	}
	if (compareDecimals(rest, zero) <= 0) return money;
	const told = { ...about, field: 'paid', sprout: decimalText(paid, 2) };
	if (!paidWithoutPayment) {
		differences.add({
			...{ ...told, ninja: `${decimalText(rest, 2)} is open` },
			why: 'the spreadsheet calls it paid, and has no payment for it',
			remedy: 'Switch on Payments for What Is Paid, or enter the payment at Invoice Ninja.',
		});
		return money;
	}
	differences.add({
		...{ ...told, ninja: `a payment of ${decimalText(rest, 2)} on ${invoice.issuedOn}` },
		why: 'the spreadsheet calls it paid, and does not say when: the payment has the day of the invoice',
		remedy: 'Correct the day at Invoice Ninja, or import the payments first.',
	});
	return [
		...money,
		{ key: `${invoice.invoiceId}-paid`, amount: rest, date: invoice.issuedOn, method: '', reference: '' },
	];
}

function listUnapplied({ invoice }: SentInvoice, money: Money, applied: Decimal, differences: Differences): void {
	differences.add({
		...{ kind: 'payment', key: money.reference, field: 'applied' },
		...{ sprout: decimalText(money.amount, 2), ninja: decimalText(applied, 2) },
		why: `is more than what is open of ${invoice.number}: the rest stays as unapplied money of the client`,
		remedy: 'Apply or refund it at Invoice Ninja.',
	});
}

function rowOf(
	{ invoice: { invoiceId, customerId, number } }: SentInvoice,
	{ key, amount, date, method, reference }: Money,
	applied: Decimal,
	{ payment_types: types }: Reference,
	{ keyField }: ImportPlanOptions,
): PlannedRow {
	const type = types.find(({ name }) => name.toLowerCase() === method.toLowerCase());
	const body = {
		...{ amount: asDouble(amount, 'amount'), date, transaction_reference: reference.slice(0, 255) },
		private_notes: `From a spreadsheet${method === '' ? '' : `: ${method}`}`,
		...(type ? { type_id: type.id } : {}),
		[`custom_value${keyField}`]: keyAtNinja('import', key),
	};
	return {
		...{ kind: 'payment', sourceKey: key, label: `${decimalText(amount, 2)} for ${number}`.slice(0, 200) },
		plan: {
			...{ body, clientKey: customerId, invoiceKey: invoiceId },
			...{ applied: decimalText(applied, 2), expectedTotal: decimalText(amount, 2) },
		},
	};
}
