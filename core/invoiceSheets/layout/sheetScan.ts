import { columnLetters, type Row, type SheetInfo, type SheetLayout } from '../../spreadsheet';
import { exponentOf } from '../../kernel/money';
import type { RecordKind, SheetField, SheetRole } from '../fields';
import type { Problem } from '../problem';
import type { ColumnUnderstanding, Question, SheetUnderstanding } from '../understanding';
import type { Tools } from '../understandSheet';
import { currenciesIn } from '../values/currency';
import { isBlank } from '../values/text';
import { assignFields, type Assigned } from './assignFields';
import { TotalsWatch } from './checkSums';
import { ColumnEvidence, type Looks } from './columnEvidence';
import { mostlyHolds } from './contentFits';
import { dateFields, decideReadings, moneyFields, numberFields, type ReadColumn, type Said } from './decideReadings';
import { decideRole, missingFields } from './decideRole';
import { findHeader, firstCells, mostColumns, type ColumnHeader, type FoundHeader } from './findHeader';
import { sheetLayoutHash } from './layoutHash';
import { rowKinds, type RowKind } from './rowKind';
import { rowShape } from './rowShape';
import { RowTally } from './rowTally';

const noReading = { dateOrder: null, decimalSign: null, currency: null, wholePercents: null } as const;

/** What is found out about a tab while its rows go by. */
export class SheetScan {
	private readonly header: FoundHeader;
	private readonly columns: readonly ColumnHeader[];
	private readonly layoutHash: string;
	private readonly said: Said;
	private readonly titles: readonly string[];
	private readonly role: SheetRole;
	private readonly roleDecidedBy: SheetUnderstanding['roleDecidedBy'];
	private readonly assigned: ReadonlyMap<number, Assigned>;
	private readonly evidence = new Map<number, ColumnEvidence>();
	private readonly kindOf: (row: Row) => RowKind;
	private readonly totals: TotalsWatch;
	private readonly tally: RowTally;
	private readonly looksLikeRecords: boolean;

	constructor(
		private readonly info: SheetInfo,
		first: readonly Row[],
		private readonly tools: Tools,
	) {
		const { options, matcher, labels } = tools;
		const person = options.corrections?.[info.index] ?? {};
		this.header = findHeader(first, info.tables, matcher, person.headerRow);
		const after = this.header.rows?.last ?? 0;
		const data = first.filter(({ number, cells }) => number > after && cells.length > 0);
		this.columns = withUnnamed(this.header.columns, data);
		this.layoutHash = sheetLayoutHash(this.columns.map(({ column, text }) => ({ column, header: text })));
		this.said = { person, memory: options.remembered?.(this.layoutHash) ?? {} };
		this.titles = first
			.filter(({ number }) => number < (this.header.rows?.first ?? 0))
			.flatMap(({ cells }) => cells.flatMap(({ value }) => (typeof value === 'string' ? currenciesIn(value) : [])));

		const hints = { matcher, person: person.fields, memory: this.said.memory.fields, rows: data };
		const assign = (kind: RecordKind) => assignFields(this.columns, kind, hints);
		const asked = person.role ?? this.said.memory.role;
		this.roleDecidedBy = person.role ? 'person' : this.said.memory.role ? 'memory' : 'content';
		const all = { invoices: assign('invoices'), payments: assign('payments'), customers: assign('customers') };
		this.role = asked ?? decideRole(info.name, this.columns, all, matcher, labels);
		this.assigned = this.role === 'other' ? new Map<number, Assigned>() : all[this.role];
		this.looksLikeRecords = looksLikeRecords(this.columns, data);

		for (const { column } of this.columns) {
			this.evidence.set(column, new ColumnEvidence(looksOf(this.assigned.get(column)?.field ?? null)));
		}
		const summed = [...this.assigned].flatMap(([column, { field }]) => {
			const evidence = this.evidence.get(column);
			return field !== null && evidence && moneyFields.includes(field) && field !== 'lineUnitPrice'
				? [{ column, field, evidence }]
				: [];
		});
		this.totals = new TotalsWatch(summed);
		this.kindOf = rowKinds(rowShape(this.role, this.columns, this.assigned), labels);
		const totalsRows = info.tables.filter(({ hasTotalsRow }) => hasTotalsRow).map(({ range }) => range.lastRow);
		this.tally = new RowTally(
			this.totals,
			(row) => this.read(row),
			new Set(totalsRows),
			options.skipHiddenRows ?? false,
		);
	}

	add(row: Row): void {
		const { rows } = this.header;
		if (rows !== null && row.number <= rows.last) this.tally.above(row, rows.first);
		else this.tally.below(row, this.kindOf);
	}

	/** Takes the cells of a row of data into account. */
	private read({ cells }: Row): void {
		for (const cell of cells) this.evidence.get(cell.column)?.add(cell);
	}

	finish(layout: SheetLayout): SheetUnderstanding {
		this.tally.end();
		const read = this.columns.flatMap(({ column, currency }) => {
			const [field, evidence] = [this.assigned.get(column)?.field, this.evidence.get(column)];
			return field && evidence ? [{ column, field, headerCurrency: currency, evidence }] : [];
		});
		const { readings, currency, questions } = decideReadings(this.info.index, read, this.titles, this.said);
		const hidden = new Set(layout.hiddenColumns);
		const columns = this.columns.map(({ column, text }): ColumnUnderstanding => {
			const { field = null, decidedBy = null } = this.assigned.get(column) ?? {};
			return {
				column,
				letters: columnLetters(column),
				header: text,
				hidden: hidden.has(column),
				field,
				decidedBy,
				reading: readings.get(column) ?? noReading,
				samples: this.evidence.get(column)?.samples ?? [],
			};
		});
		const decimals = currency === null ? 2 : exponentOf(currency);
		const checkSums = this.totals.result((column) => readings.get(column)?.decimalSign ?? null, decimals);
		const { index, name, visibility } = this.info;
		return {
			sheet: index,
			name,
			visibility,
			role: this.role,
			roleDecidedBy: this.roleDecidedBy,
			headerRows: this.header.rows,
			layout: this.layoutHash,
			columns,
			currency,
			totalRows: this.tally.totalRows,
			skipHiddenRows: this.tools.options.skipHiddenRows ?? false,
			dataRows: this.tally.data,
			hiddenRows: this.tally.hidden,
			skipped: this.tally.skipped,
			checkSums,
			questions: this.tally.data === 0 ? [] : [...questions, ...this.missing()],
			problems: [...checkSums.filter(({ agrees }) => !agrees).map(totalDiffers), ...read.flatMap(swapped)],
		};
	}

	private missing(): Question[] {
		const ask = (kind: Question['kind'], field: SheetField | null): Question => ({
			kind,
			sheet: this.info.index,
			column: null,
			field,
			example: '',
		});
		if (this.role !== 'other')
			return missingFields(this.role, this.assigned).map((field) => ask('required_field', field));
		// Whether it is asked depends on the other tabs: understandWorkbook decides.
		if (this.roleDecidedBy !== 'content' || !this.looksLikeRecords) return [];
		return [this.header.rows === null ? ask('no_header', null) : ask('required_field', 'number')];
	}
}

function totalDiffers({ row, column, field, expected, found }: SheetUnderstanding['checkSums'][number]): Problem {
	return {
		severity: 'warning',
		code: 'total_row_differs',
		field,
		column,
		value: found,
		details: { row, expected, found },
	};
}

function swapped({ column, field, evidence }: ReadColumn): Problem[] {
	if (!evidence.perhapsSwapped) return [];
	const value = evidence.samples[0] ?? '';
	return [
		{
			severity: 'warning',
			code: 'dates_perhaps_swapped',
			field,
			column,
			value,
			details: { column: columnLetters(column) },
		},
	];
}

function looksOf(field: SheetField | null): Looks {
	if (field === null) return 'text';
	if (numberFields.includes(field)) return 'amount';
	if (dateFields.includes(field)) return 'date';
	if (field === 'taxRate') return 'percentage';
	return field === 'currency' ? 'currency' : 'text';
}

/** Columns in which there is something, although no header is above it, come along. */
function withUnnamed(columns: readonly ColumnHeader[], data: readonly Row[]): ColumnHeader[] {
	const named = new Set(columns.map(({ column }) => column));
	const others = new Set(
		data.flatMap((row) =>
			firstCells(row)
				.filter((cell) => !isBlank(cell))
				.map(({ column }) => column),
		),
	);
	const unnamed = [...others].filter((column) => !named.has(column) && column < mostColumns);
	const all = [...columns, ...unnamed.map((column) => ({ column, text: '', words: '', currency: null }))];
	return all.sort((one, other) => one.column - other.column);
}

/** Days and amounts, each in a column: somebody may want it to be read. */
function looksLikeRecords(columns: readonly ColumnHeader[], data: readonly Row[]): boolean {
	if (data.length < 2 || columns.length < 3) return false;
	const few = columns.slice(0, 50);
	const days = few.filter(({ column }) => mostlyHolds('date', data, column));
	return days.length > 0 && few.some((one) => !days.includes(one) && mostlyHolds('amount', data, one.column));
}
