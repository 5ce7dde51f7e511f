import { textLimits } from '../../kernel/textLimits';
import type { SheetField } from '../fields';
import type { InvoiceRecord, LineRecord } from '../records';
import type { SheetUnderstanding } from '../understanding';
import { clues, isNobody } from './customerRow';
import { checkInvoice, taxOn } from './invoiceChecks';
import { RowMoney } from './money';
import { readDay, readQuantity, readRate, statusReader } from './readCell';
import type { ReadColumn, RowCells } from './rowCells';

/** Makes the function that reads the loaded row of a tab of invoices. */
export function invoiceRows(cells: RowCells, { currency: ofSheet }: SheetUnderstanding): () => InvoiceRecord {
	const column = (field: SheetField) => cells.column(field);
	const [number, issuedOn, dueOn, status] = [column('number'), column('issuedOn'), column('dueOn'), column('status')];
	const [net, rate, tax, total] = [column('net'), column('taxRate'), column('tax'), column('total')];
	const [paid, balance] = [column('paid'), column('balance')];
	const [orderReference, notes, currencyColumn, customer] = [
		column('orderReference'),
		column('notes'),
		column('currency'),
		column('customerName'),
	];
	const line = lineColumns(cells);
	const amounts = [net, tax, total, paid, balance, line.price, line.total].filter(({ slot }) => slot >= 0);
	const money = new RowMoney(cells, amounts, currencyColumn, ofSheet);
	const readClues = clues(cells);
	const readStatus = statusReader(cells, status);
	const columns = { dueOn, rate, balance, paid, status, total, lineTotal: line.total };
	let above: InvoiceRecord | undefined;

	return () => {
		const currency = money.readCurrency();
		const hasLine = line.exists && line.parts.some((part) => cells.at(part) !== undefined);
		// Further lines of an invoice leave out what its first line says.
		const head =
			hasLine && above !== undefined && cells.at(number) === undefined && cells.at(issuedOn) === undefined
				? above
				: undefined;
		const who = readClues();
		const values: Mutable<InvoiceRecord> = {
			number: cells.text(number, textLimits.orderReference) ?? head?.number ?? '',
			issuedOn: readDay(cells, issuedOn) ?? head?.issuedOn ?? '',
			dueOn: readDay(cells, dueOn) ?? head?.dueOn ?? null,
			customerCode: who.customerCode ?? head?.customerCode ?? null,
			customerName: who.customerName ?? head?.customerName ?? null,
			customerEmail: who.customerEmail ?? head?.customerEmail ?? null,
			vatNumber: who.vatNumber ?? head?.vatNumber ?? null,
			currency: currency ?? head?.currency ?? '',
			netMinor: money.read(net),
			taxRate: readRate(cells, rate),
			taxMinor: money.read(tax),
			totalMinor: money.read(total),
			paidMinor: money.read(paid),
			balanceMinor: money.read(balance),
			status: readStatus() ?? head?.status ?? null,
			orderReference: cells.text(orderReference, textLimits.orderReference) ?? head?.orderReference ?? null,
			notes: cells.text(notes, textLimits.lines),
			line: hasLine ? readLine(cells, money, line) : null,
		};
		if (values.number === '' && cells.at(number) === undefined) cells.missing(number);
		if (values.issuedOn === '' && cells.at(issuedOn) === undefined) cells.missing(issuedOn);
		if (isNobody(values) && !isTold(cells)) cells.complain('customer_missing', customer);
		if (
			values.currency === '' &&
			cells.at(currencyColumn) === undefined &&
			amounts.some((amount) => cells.at(amount) !== undefined)
		) {
			cells.complain('currency_missing', currencyColumn);
		}
		deriveTotal(cells, values, { net, tax, total });
		checkInvoice(cells, money, values, columns);
		above = values.number === '' ? undefined : values;
		return values;
	};
}

type Mutable<Values> = { -readonly [Key in keyof Values]: Values[Key] };

/** True when a clue is there, but wrong: it is a problem already. */
const isTold = (cells: RowCells): boolean =>
	cells.problems.some(
		({ field }) =>
			field === 'customerCode' || field === 'customerName' || field === 'customerEmail' || field === 'vatNumber',
	);

/** The total is what net and tax make, when the sheet does not say it. */
function deriveTotal(
	cells: RowCells,
	values: Mutable<InvoiceRecord>,
	{ net, tax, total }: Readonly<Record<'net' | 'tax' | 'total', ReadColumn>>,
): void {
	if (values.totalMinor !== null || values.line !== null) return;
	if ([net, tax, total].some((column) => cells.at(column) !== undefined && isWrong(cells, column))) return;
	const { netMinor, taxRate } = values;
	if (netMinor !== null && values.taxMinor === null && taxRate !== null) values.taxMinor = taxOn(netMinor, taxRate);
	if (netMinor !== null && values.taxMinor !== null) values.totalMinor = netMinor + values.taxMinor;
	else cells.missing(total);
}

const isWrong = (cells: RowCells, { column }: ReadColumn): boolean =>
	cells.problems.some((problem) => problem.column === column);

interface LineColumns {
	readonly exists: boolean;
	readonly description: ReadColumn;
	readonly quantity: ReadColumn;
	readonly price: ReadColumn;
	readonly total: ReadColumn;
	readonly parts: readonly ReadColumn[];
}

function lineColumns(cells: RowCells): LineColumns {
	const [description, quantity] = [cells.column('lineDescription'), cells.column('lineQuantity')];
	const [price, total] = [cells.column('lineUnitPrice'), cells.column('lineTotal')];
	const parts = [description, quantity, price, total];
	return { exists: parts.some(({ slot }) => slot >= 0), description, quantity, price, total, parts };
}

function readLine(cells: RowCells, money: RowMoney, columns: LineColumns): LineRecord {
	const quantity = readQuantity(cells, columns.quantity) ?? '1';
	const unitPriceMinor = money.read(columns.price);
	const stated = money.read(columns.total);
	const counted = unitPriceMinor === null ? null : Math.round(unitPriceMinor * Number(quantity));
	if (stated === null && counted === null && !isWrong(cells, columns.total) && !isWrong(cells, columns.price)) {
		cells.missing(columns.total.slot >= 0 ? columns.total : columns.price);
	}
	if (stated !== null && counted !== null && Math.abs(stated - counted) > 1) {
		cells.complain(
			'line_total_differs',
			columns.total,
			{ expected: money.text(counted), found: money.text(stated) },
			'warning',
		);
	}
	return {
		description: cells.text(columns.description, textLimits.lines) ?? '',
		quantity,
		unitPriceMinor,
		totalMinor: stated ?? counted ?? 0,
	};
}
