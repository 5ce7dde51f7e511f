import type { HeldCompany, Row } from '../state';
import { precisionOf } from '../statics';
import { find, setting } from '../store';
import { num, round, text, truth, valuesList, type Values } from '../values';

/**
 * The arithmetic of an invoice, in floats as Invoice Ninja has it: app/Helpers/Invoice/InvoiceSum.php,
 * InvoiceSumInclusive.php, InvoiceItemSum.php, InvoiceItemSumInclusive.php, Taxer.php, Discounter.php (5.12).
 */

const slots = [1, 2, 3] as const;

interface Tax {
	readonly name: string;
	readonly total: number;
}

/** Returns what a tax rate makes of an amount. Rates on top and rates inside both round to two decimals (Taxer.php). */
function taxOf(amount: number, rate: number, inclusive: boolean): number {
	return inclusive ? round(amount - amount / (1 + rate / 100), 2) : round((amount * rate) / 100, 2);
}

/** Two decimals for every currency, with the epsilon of InvoiceItemSum::setLineTotal. */
const lineTotal = (total: number): number => round(total + 0.000000000000004, 2);

function sumLine(line: Values, bill: Row, precision: number): void {
	const before = lineTotal(num(line.cost) * num(line.quantity));
	const discount = num(line.discount);
	line.line_total = truth(bill.is_amount_discount)
		? lineTotal(before - round(discount, precision))
		: lineTotal(round(before - before * (discount / 100), precision));
	line.is_amount_discount = truth(bill.is_amount_discount);
}

/** Taxes of one line. `counted` are those that reach the invoice's total: a name of less than two characters does not. */
function taxLine(
	line: Values,
	amount: number,
	inclusive: boolean,
	counts: (name: string, tax: number) => boolean,
): Tax[] {
	const taxes = slots.map((slot) => ({
		name: text(line[`tax_name${slot}`]),
		total: taxOf(amount, num(line[`tax_rate${slot}`]), inclusive),
	}));
	const tax = taxes.reduce((sum, { total }) => sum + total, 0);
	line.tax_amount = tax;
	line.gross_line_total = inclusive ? num(line.line_total) : num(line.line_total) + tax;
	return taxes.filter(({ name, total }) => counts(name, total));
}

function lineTaxes(lines: readonly Values[], bill: Row, subTotal: number, inclusive: boolean): number {
	const discount = num(bill.discount);
	const byAmount = truth(bill.is_amount_discount);
	const taxes = lines.flatMap((line) => {
		const total = num(line.line_total);
		if (!byAmount) return taxLine(line, total - total * (discount / 100), inclusive, (name) => name.length > 1);
		// calcTaxesWithAmountDiscount counts by the tax, not by its name.
		const amount = subTotal === 0 ? total : total - total * (discount / subTotal);
		return taxLine(line, amount, inclusive, (_name, tax) => tax !== 0);
	});
	return taxes.reduce((sum, { total }) => sum + total, 0);
}

const surcharges = [1, 2, 3, 4] as const;

/** Taxes of the whole invoice, with those of its taxed surcharges (getSurchargeTaxTotalForKey). */
function invoiceTaxes(bill: Row, net: number, inclusive: boolean): number {
	const taxed = surcharges.filter((slot) => truth(bill[`custom_surcharge_tax${slot}`]));
	let sum = 0;
	for (const slot of slots) {
		if (text(bill[`tax_name${slot}`]).length < 2) continue;
		const rate = num(bill[`tax_rate${slot}`]);
		if (inclusive) {
			const surcharge = taxed.reduce((total, one) => total + Math.max(0, num(bill[`custom_surcharge${one}`])), 0);
			sum += taxOf(net + surcharge, rate, true);
		} else {
			sum += round(net * (rate / 100), 2);
			for (const one of taxed) sum += round(num(bill[`custom_surcharge${one}`]) * (rate / 100), 2);
		}
	}
	return sum;
}

/** Calculates lines, taxes, amount and balance of an invoice, quote, credit, recurring invoice or purchase order. */
export function calculate(company: HeldCompany, bill: Row): void {
	const client = find(company, 'clients', bill.client_id);
	const vendor = find(company, 'vendors', bill.vendor_id);
	const precision = precisionOf(text(setting(company, client, 'currency_id') ?? vendor?.currency_id));
	const inclusive = truth(bill.uses_inclusive_taxes);
	const lines = valuesList(bill.line_items);
	if (truth(client?.is_tax_exempt)) for (const one of [bill, ...lines]) dropTaxes(one);

	for (const line of lines) sumLine(line, bill, precision);
	const subTotal = lines.reduce((sum, line) => sum + round(num(line.line_total), precision), 0);
	const discount = truth(bill.is_amount_discount)
		? num(bill.discount)
		: round(subTotal * (num(bill.discount) / 100), 2);
	const net = subTotal - discount;
	const surcharge = surcharges.reduce((sum, slot) => sum + num(bill[`custom_surcharge${slot}`]), 0);
	const taxes =
		invoiceTaxes(bill, inclusive ? round(net, 2) : net, inclusive) + lineTaxes(lines, bill, subTotal, inclusive);
	const total = net + surcharge + (inclusive ? 0 : taxes);
	setTotals(bill, inclusive ? round(total, 2) : total, precision);
	// A sum of floats, sent as it is: 0.1 + 0.2 has its long tail (total_taxes is never rounded).
	bill.total_taxes = taxes;
}

/** setCalculatedAttributes, and BaseRepository's limit of the deposit: a draft, which has no balance, keeps any. */
function setTotals(bill: Row, total: number, precision: number): void {
	const rounded = round(total, precision);
	const status = text(bill.status_id);
	if (bill.entity_type === 'recurringInvoice') bill.balance = rounded;
	else if (status === '5' && bill.entity_type === 'invoice') bill.balance = 0;
	else if (status !== '1') {
		// The difference is a float: 10.1 - 0.2 keeps its tail.
		bill.balance = num(bill.amount) === num(bill.balance) ? rounded : rounded - num(bill.paid_to_date);
	}
	bill.amount = rounded;
	const balance = num(bill.balance);
	if (Math.trunc(balance) !== 0 && num(bill.partial) > rounded) bill.partial = Math.min(rounded, balance);
}

function dropTaxes(one: Values): void {
	for (const slot of slots) {
		one[`tax_name${slot}`] = '';
		one[`tax_rate${slot}`] = 0;
	}
}
