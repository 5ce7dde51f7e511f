import type { Row } from '../../spreadsheet';
import type { SkippedRows } from '../understanding';
import { isBlank } from '../values/text';
import type { TotalsWatch } from './checkSums';
import type { RowKind } from './rowKind';

/** How many sums alone in their rows wait for what comes below them. More than that are data. */
const mostPending = 50;

/** Counts the rows of a tab by their kinds. */
export class RowTally {
	data = 0;
	hidden = 0;
	readonly totalRows: number[] = [];
	private readonly counts = { title: 0, header: 0, empty: 0, subtotal: 0, total: 0 };
	private readonly firstRows: Partial<Record<'title' | 'subtotal' | 'total', number>> = {};
	private pending: Row[] = [];
	private last = 0;
	private blank = 0;

	constructor(
		private readonly totals: TotalsWatch,
		private readonly read: (row: Row) => void,
		private readonly known: ReadonlySet<number>,
		private readonly skipHidden: boolean,
	) {}

	get skipped(): SkippedRows {
		return { ...this.counts, firstRows: this.firstRows };
	}

	/** A row of the header, or above it. */
	above(row: Row, header: number): void {
		this.gap(row);
		if (row.number >= header) this.counts.header++;
		else if (row.cells.every(isBlank)) this.blank++;
		else this.skip('title', row);
	}

	below(row: Row, kindOf: (row: Row) => RowKind): void {
		const kind = kindOf(row);
		if (kind === 'empty') {
			this.gap(row);
			this.blank++;
			return;
		}
		this.gap(row);
		if (row.hidden && kind === 'data') this.hidden++;
		if (row.hidden && this.skipHidden) return;
		if (this.known.has(row.number) && kind !== 'header') return this.total(row);
		switch (kind) {
			case 'header':
				this.counts.header++;
				return;
			case 'title':
				return this.skip('title', row);
			case 'subtotal':
				this.totals.mark();
				return this.skip('subtotal', row);
			case 'total':
				this.totals.total(row);
				return this.skip('total', row);
			case 'lone':
				return this.alone(row);
			case 'data':
				return this.record(row);
		}
	}

	/** Nothing comes below: sums that were alone are the totals at the end. */
	end(): void {
		for (const row of this.pending) this.total(row);
		this.pending = [];
	}

	private alone(row: Row): void {
		if (this.data > 0 && this.totals.adds(row)) return this.total(row);
		this.pending.push(row);
		if (this.pending.length > mostPending) this.release();
	}

	private record(row: Row): void {
		this.release();
		this.data++;
		this.read(row);
	}

	/** Data comes below: what waited is data too. */
	private release(): void {
		for (const row of this.pending) {
			this.data++;
			this.read(row);
		}
		this.pending = [];
	}

	private total(row: Row): void {
		this.totals.total(row);
		this.totalRows.push(row.number);
		this.skip('total', row);
	}

	private skip(kind: 'title' | 'subtotal' | 'total', row: Row): void {
		this.counts[kind]++;
		this.firstRows[kind] ??= row.number;
	}

	/** Empty rows count when something comes below them. */
	private gap({ number, cells }: Row): void {
		this.blank += Math.max(0, number - this.last - 1);
		this.last = Math.max(number, this.last);
		if (cells.every(isBlank)) return;
		this.counts.empty += this.blank;
		this.blank = 0;
	}
}
