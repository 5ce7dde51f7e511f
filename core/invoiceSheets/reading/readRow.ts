import type { Row } from '../../spreadsheet';
import type { RecordKind } from '../fields';
import type { Problem } from '../problem';
import type { SheetRecord } from '../records';
import type { SheetUnderstanding } from '../understanding';
import { plainText } from '../values/shownText';
import { customerRows } from './customerRow';
import { invoiceRows } from './invoiceRow';
import { paymentRows } from './paymentRow';
import { RowCells } from './rowCells';

/** A row that was read. Its texts are made when somebody asks for them: nearly always nobody does. */
class ReadRow<Kind, Values> {
	constructor(
		readonly kind: Kind,
		readonly sheet: number,
		private readonly source: Row,
		readonly values: Values | null,
		readonly problems: readonly Problem[],
	) {}

	get row(): number {
		return this.source.number;
	}

	get texts(): readonly string[] {
		const texts: string[] = [];
		for (const cell of this.source.cells) {
			while (texts.length < cell.column) texts.push('');
			texts[cell.column] = plainText(cell);
		}
		return texts;
	}
}

/** Makes the function that reads the rows of data of a tab, by what was decided for its columns. */
export function rowReader(sheet: SheetUnderstanding & { readonly role: RecordKind }): (row: Row) => SheetRecord {
	const cells = new RowCells(sheet);
	const reader = <Kind extends RecordKind, Values>(kind: Kind, read: () => Values) => {
		return (row: Row) => {
			cells.load(row);
			const values = read();
			return new ReadRow(kind, sheet.sheet, row, cells.failed ? null : values, cells.problems);
		};
	};
	switch (sheet.role) {
		case 'invoices':
			return reader('invoices', invoiceRows(cells, sheet));
		case 'payments':
			return reader('payments', paymentRows(cells, sheet));
		case 'customers':
			return reader('customers', customerRows(cells));
	}
}
