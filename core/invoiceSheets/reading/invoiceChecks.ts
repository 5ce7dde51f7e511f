import type { InvoiceRecord } from '../records';
import type { RowMoney } from './money';
import type { ReadColumn, RowCells } from './rowCells';

export type CheckedColumns = Readonly<Record<'dueOn' | 'rate' | 'balance' | 'paid' | 'status' | 'total', ReadColumn>>;

/** The tax on an amount, to the whole minor unit, half away from zero. */
export function taxOn(netMinor: number, rate: string): number {
	const exact = (netMinor * Number(rate)) / 100;
	// A double of a half may be a little less than a half.
	return Math.sign(exact) * Math.floor(Math.abs(exact) + 0.5 + 1e-9) || 0;
}

/** Tells where the cells of an invoice do not agree with each other. */
export function checkInvoice(cells: RowCells, money: RowMoney, values: InvoiceRecord, columns: CheckedColumns): void {
	const { issuedOn, dueOn, netMinor, taxMinor, totalMinor } = values;
	if (dueOn !== null && issuedOn !== '' && dueOn < issuedOn) {
		cells.complain('due_before_issued', columns.dueOn, { issued: issuedOn, due: dueOn });
	}
	if (netMinor !== null && taxMinor !== null) {
		if (totalMinor !== null && netMinor + taxMinor !== totalMinor) {
			cells.complain('net_and_tax_differ_from_total', columns.total, {
				net: money.text(netMinor),
				tax: money.text(taxMinor),
				expected: money.text(netMinor + taxMinor),
				found: money.text(totalMinor),
			});
		}
		checkRate(cells, money, values, columns, netMinor, taxMinor);
	}
	if (totalMinor === null) return;
	if (totalMinor < 0) cells.complain('negative_total', columns.total, { total: money.text(totalMinor) });
	else checkBalance(cells, money, values, columns, totalMinor);
}

/** Tax that is rounded line by line may be a few cents away: this is a warning only. */
function checkRate(
	cells: RowCells,
	money: RowMoney,
	{ taxRate }: InvoiceRecord,
	{ rate }: CheckedColumns,
	net: number,
	tax: number,
): void {
	if (taxRate === null) return;
	const expected = taxOn(net, taxRate);
	if (Math.abs(expected - tax) <= 1) return;
	cells.complain(
		'tax_rate_differs',
		rate,
		{ rate: taxRate, expected: money.text(expected), found: money.text(tax) },
		'warning',
	);
}

function checkBalance(
	cells: RowCells,
	money: RowMoney,
	values: InvoiceRecord,
	columns: CheckedColumns,
	total: number,
): void {
	const { paidMinor, balanceMinor, status } = values;
	if (paidMinor !== null && paidMinor > total) {
		return cells.complain('paid_more_than_total', columns.paid, {
			paid: money.text(paidMinor),
			total: money.text(total),
		});
	}
	if (paidMinor !== null && balanceMinor !== null && total - paidMinor !== balanceMinor) {
		return cells.complain('balance_differs', columns.balance, {
			total: money.text(total),
			paid: money.text(paidMinor),
			expected: money.text(total - paidMinor),
			found: money.text(balanceMinor),
		});
	}
	const open = balanceMinor ?? (paidMinor === null ? null : total - paidMinor);
	if (open === null || status === null || total === 0) return;
	const differs =
		(status === 'paid' && open !== 0) ||
		(status === 'open' && open === 0) ||
		(status === 'partial' && (open === 0 || open >= total));
	if (differs) cells.complain('status_differs_from_balance', columns.status, { status, balance: money.text(open) });
}
