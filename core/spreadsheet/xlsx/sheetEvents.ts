import { columnLetters, type Cell, type Row } from '../cell';
import { beyondLimit, type SpreadsheetLimits } from '../limits';
import { damaged } from '../refusal';
import type { CellRange } from '../workbook';
import type { Attributes } from '../xml/attributes';
import { XmlFault } from '../xml/fault';
import { Namespaces } from '../xml/namespaces';
import type { XmlEvents } from '../xml/scanner';
import { plainCell, readCell, type CellContext, type RawCell } from './cellValue';
import { columnOf, readRange, rowOf, wholeNumber } from './reference';
import { Place } from './place';
import { newPlainCell, readPlainCell } from './plainCell';
import { RichText } from './richText';
import { RowNumbers } from './rowNumbers';

/**
 * Makes rows of the XML of a sheet. Rows come in the order of the file. A number of a row, or a cell, that comes twice is
 * an error, as it is in Excel: nobody knows which of the two is meant, and the first has been handed on already.
 */
export class SheetEvents implements XmlEvents {
	readonly merges: CellRange[] = [];
	readonly hiddenColumns = new Set<number>();
	/** Of the rows that wait to be taken. */
	waitingCells = 0;
	private waiting: Row[] = [];

	private place = Place.document;
	/** How deep in an element that is left out. */
	private skipped = 0;
	private readonly namespaces = new Namespaces();
	private readonly rich: RichText;
	private readonly rowNumbers: RowNumbers;
	private cellCount = 0;

	private cells: Cell[] = [];
	private hidden = false;
	/** NaN until a row without a number has a cell that tells it. */
	private rowNumber = NaN;
	private sorted = true;

	private readonly raw: RawCell = {
		column: -1,
		type: 'n',
		style: undefined,
		formula: false,
		value: null,
		inline: null,
	};

	constructor(
		private readonly sheet: string,
		private readonly context: CellContext,
		private readonly limits: SpreadsheetLimits,
	) {
		this.rich = new RichText(limits);
		this.rowNumbers = new RowNumbers(limits, sheet);
	}

	get waitingRows(): number {
		return this.waiting.length;
	}

	/** The rows that were found since the last call. */
	take(): readonly Row[] {
		const rows = this.waiting;
		this.waiting = [];
		this.waitingCells = 0;
		return rows;
	}

	open(name: string, attributes: Attributes): void {
		const local = this.namespaces.open(name, attributes);
		if (this.skipped > 0) {
			this.skipped += 1;
			return;
		}
		switch (this.place) {
			case Place.row:
				if (local === 'c') this.openCell(attributes);
				else this.skipped = 1;
				return;
			case Place.cell:
				this.openInCell(local);
				return;
			case Place.sheetData:
				if (local === 'row') this.openRow(attributes);
				else this.skipped = 1;
				return;
			case Place.inline:
				this.rich.open(local);
				this.skipped = 0;
				this.inlineDepth += 1;
				return;
			case Place.worksheet:
				this.openPart(local);
				return;
			case Place.columns:
				if (local === 'col') this.addColumns(attributes);
				this.skipped = 1;
				return;
			case Place.merges:
				if (local === 'mergeCell') this.addMerge(attributes);
				this.skipped = 1;
				return;
			case Place.document:
				if (local !== 'worksheet') throw new XmlFault('is no sheet');
				this.place = Place.worksheet;
				return;
			default:
				this.skipped = 1;
		}
	}

	/** Nearly all cells of nearly all sheets: read in one go, which makes a sheet twice as fast. */
	readonly takeElement = (data: string, begin: number): number => {
		if (data.charCodeAt(begin + 1) !== 0x63 || data.charCodeAt(begin + 2) !== 0x20) return -1;
		if (this.place !== Place.row || this.skipped > 0 || !this.namespaces.isOwnCell) return -1;
		const { plain } = this;
		const end = readPlainCell(data, begin, plain);
		if (end === -1 || end - begin > this.limits.tag || end - begin > this.limits.cellText) return -1;
		// A row without a number, and a cell that is out of its row or beyond a limit.
		if (plain.row !== this.rowNumber || plain.column >= this.limits.columns) return -1;
		if (this.cellCount >= this.limits.cells) return -1;
		const cell = plainCell(plain, this.context);
		if (cell === null) return -1;
		this.cellCount += 1;
		if (plain.column <= this.raw.column) this.sorted = false;
		this.raw.column = plain.column;
		if (cell !== undefined) this.cells.push(cell);
		return end;
	};
	private readonly plain = newPlainCell();

	/** How deep inside `<is>`. */
	private inlineDepth = 0;

	text(piece: string): void {
		if (this.skipped > 0) return;
		if (this.place === Place.value) {
			this.raw.value = this.raw.value === null || this.raw.value === '' ? piece : this.raw.value + piece;
			if (this.raw.value.length > this.limits.cellText) throw beyondLimit('cellText', this.limits, this.cellName());
		} else if (this.place === Place.inline) {
			this.rich.add(piece, 'a text in a sheet');
		}
	}

	close(): void {
		this.namespaces.close();
		if (this.skipped > 0) {
			this.skipped -= 1;
			return;
		}
		switch (this.place) {
			case Place.value:
			case Place.formula:
				this.place = Place.cell;
				return;
			case Place.cell:
				this.closeCell();
				this.place = Place.row;
				return;
			case Place.row:
				this.closeRow();
				this.place = Place.sheetData;
				return;
			case Place.inline:
				this.closeInline();
				return;
			case Place.worksheet:
				this.place = Place.document;
				return;
			default:
				this.place = Place.worksheet;
		}
	}

	private openPart(local: string): void {
		if (local === 'sheetData') this.place = Place.sheetData;
		else if (local === 'cols') this.place = Place.columns;
		else if (local === 'mergeCells') this.place = Place.merges;
		else this.skipped = 1;
	}

	private openRow(attributes: Attributes): void {
		this.place = Place.row;
		this.cells = [];
		this.raw.column = -1;
		this.sorted = true;
		const hidden = attributes.get('hidden');
		this.hidden = hidden === '1' || hidden === 'true';
		const number = attributes.get('r');
		this.rowNumber = number === undefined ? NaN : this.rowNumbers.written(number);
	}

	private openCell(attributes: Attributes): void {
		this.place = Place.cell;
		const reference = attributes.get('r');
		let column = this.raw.column + 1;
		if (reference !== undefined) {
			column = columnOf(reference);
			const row = rowOf(reference);
			if (Number.isNaN(this.rowNumber)) this.rowNumber = row;
			if (column === -1 || row !== this.rowNumber) this.refuseReference(reference);
		}
		if (column >= this.limits.columns) throw beyondLimit('columns', this.limits, `in sheet ${this.sheet}`);
		if (++this.cellCount > this.limits.cells) throw beyondLimit('cells', this.limits, this.sheet);
		if (column <= this.raw.column) this.sorted = false;
		this.raw.column = column;
		this.raw.type = attributes.get('t') ?? 'n';
		this.raw.style = attributes.get('s');
		this.raw.formula = false;
		this.raw.value = null;
		this.raw.inline = null;
	}

	private refuseReference(reference: string): never {
		const number = this.rowNumber;
		if (number > this.limits.rows) throw beyondLimit('rows', this.limits, this.sheet);
		const row = Number.isNaN(number) ? 'a row' : `row ${number}`;
		throw damaged(`${row} of sheet ${this.sheet} has a cell that calls itself ${reference.slice(0, 20)}`);
	}

	private openInCell(local: string): void {
		if (local === 'v') {
			this.place = Place.value;
			this.raw.value = '';
		} else if (local === 'f') {
			this.place = Place.formula;
			this.raw.formula = true;
		} else if (local === 'is') {
			this.place = Place.inline;
			this.inlineDepth = 0;
		} else {
			this.skipped = 1;
		}
	}

	private closeInline(): void {
		if (this.inlineDepth > 0) {
			this.inlineDepth -= 1;
			this.rich.close();
			return;
		}
		this.raw.inline = this.rich.take();
		this.place = Place.cell;
	}

	private closeCell(): void {
		const cell = readCell(this.raw, this.context, this.cellName);
		if (cell !== undefined) this.cells.push(cell);
	}

	private closeRow(): void {
		const number = this.rowNumbers.use(this.rowNumber);
		if (this.cells.length === 0 && !this.hidden) return;
		if (!this.sorted) this.sortCells(number);
		this.waiting.push({ number, hidden: this.hidden, cells: this.cells });
		this.waitingCells += this.cells.length;
	}

	private sortCells(number: number): void {
		this.cells.sort((one, other) => one.column - other.column);
		for (let index = 1; index < this.cells.length; index++) {
			const column = this.cells[index]?.column ?? 0;
			if (column !== this.cells[index - 1]?.column) continue;
			throw damaged(`cell ${columnLetters(column)}${number} of sheet ${this.sheet} comes twice`);
		}
	}

	private addColumns(attributes: Attributes): void {
		const hidden = attributes.get('hidden');
		if (hidden !== '1' && hidden !== 'true') return;
		const first = wholeNumber(attributes.get('min') ?? '');
		const last = Math.min(wholeNumber(attributes.get('max') ?? ''), this.limits.columns);
		for (let column = first; column <= last; column++) this.hiddenColumns.add(column - 1);
	}

	private addMerge(attributes: Attributes): void {
		if (this.merges.length >= this.limits.merges) throw beyondLimit('merges', this.limits, this.sheet);
		const range = readRange(attributes.get('ref') ?? '');
		if (range !== undefined) this.merges.push(range);
	}

	private readonly cellName = () => {
		const number = Number.isNaN(this.rowNumber) ? this.rowNumbers.next : this.rowNumber;
		return `${columnLetters(this.raw.column)}${number} of sheet ${this.sheet}`;
	};
}
