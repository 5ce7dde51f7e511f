import type { Cell, CellFormat } from '../../spreadsheet';
import { exponentOf } from '../../kernel/money';
import { amountText, minorOfNumber, minorWith, type AmountText } from '../values/amount';
import { currencyOf, severalCurrencies } from '../values/currency';
import type { ReadColumn, RowCells } from './rowCells';

/** Reads the amounts of a row: first its currency, of which they have their decimals, then each of them. */
export class RowMoney {
	private readonly texts: Array<AmountText | undefined>;
	private readonly formats = new Map<CellFormat, string | null>();
	private exponent: 0 | 2 | 3 | 4 = 2;
	private currency: string | null = null;

	/**
	 * @param columns that have amounts.
	 * @param currencyColumn the column of the currency's code.
	 * @param ofSheet the currency of rows that say none.
	 */
	constructor(
		private readonly cells: RowCells,
		private readonly columns: readonly ReadColumn[],
		private readonly currencyColumn: ReadColumn,
		private readonly ofSheet: string | null,
	) {
		this.texts = columns.map(() => undefined);
	}

	/** The currency of the loaded row; null when nothing says it. Call it before `read`. */
	readCurrency(): string | null {
		const { cells } = this;
		const stated = cells.sound(this.currencyColumn);
		let shown: string | null = null;
		for (let at = 0; at < this.columns.length; at++) {
			const column = this.columns[at];
			if (column === undefined) continue;
			const cell = cells.at(column);
			this.texts[at] = undefined;
			if (cell === undefined) continue;
			const own = this.shownBy(cell, column, at, stated !== undefined);
			if (own === null || own === severalCurrencies || own === shown) continue;
			if (shown !== null) cells.complain('several_currencies_in_cell', column, { first: shown, second: own });
			shown ??= own;
		}
		this.currency = this.chosen(stated, shown);
		this.exponent = this.currency === null ? 2 : exponentOf(this.currency);
		return this.currency;
	}

	private chosen(stated: Cell | undefined, shown: string | null): string | null {
		if (stated === undefined) return shown ?? this.ofSheet;
		const named = typeof stated.value === 'string' ? currencyOf(stated.value) : undefined;
		const code = named === severalCurrencies ? (this.ofSheet ?? shown ?? undefined) : named;
		if (code === undefined) {
			this.cells.complain('unknown_currency', this.currencyColumn);
			return null;
		}
		if (shown !== null && shown !== code) {
			this.cells.complain('several_currencies_in_cell', this.currencyColumn, { first: code, second: shown });
		}
		return code;
	}

	/** The currency that a cell itself shows. A format is left over easily: the column of currencies knows better. */
	private shownBy({ kind, value, format }: Cell, column: ReadColumn, at: number, stated: boolean): string | null {
		if (kind === 'text' && typeof value === 'string') {
			const text = amountText(value);
			this.texts[at] = text;
			if (text === undefined) return null;
			if (text.currency === undefined)
				this.cells.complain('several_currencies_in_cell', column, { first: '', second: '' });
			if (typeof text.currency === 'string') return text.currency;
		}
		if (stated) return null;
		let known = this.formats.get(format);
		if (known === undefined) {
			known = (format.currency === null ? undefined : currencyOf(format.currency)) ?? null;
			this.formats.set(format, known);
		}
		return known ?? column.reading.currency;
	}

	/** The amount of a column in minor units; null when the cell is empty or wrong; a wrong one is a problem. */
	read(column: ReadColumn): number | null {
		const { cells, exponent } = this;
		const cell = cells.sound(column);
		if (cell === undefined) return null;
		const { kind, value, format } = cell;
		if (kind === 'number' && typeof value === 'number') {
			return this.told(minorOfNumber(value, exponent, format.kind === 'percent' ? null : format.decimals), column);
		}
		const text = this.texts[this.columns.indexOf(column)];
		if (kind !== 'text' || text === undefined) {
			cells.complain('not_an_amount', column);
			return null;
		}
		if (text.currency === undefined) return null;
		const sign = column.reading.decimalSign;
		if (sign === null && text.shows !== 'plain') {
			cells.complain('decimal_sign_unknown', column);
			return null;
		}
		const minor = minorWith(text, sign ?? '.', exponent);
		if (minor !== undefined) return this.told(minor, column);
		cells.complain('not_an_amount', column);
		return null;
	}

	private told(minor: ReturnType<typeof minorOfNumber>, column: ReadColumn): number | null {
		if (typeof minor === 'number') return minor;
		this.cells.complain(minor, column, { decimals: this.exponent, currency: this.currency ?? '' });
		return null;
	}

	/** The decimal text of an amount in the row's currency. */
	text(minor: number): string {
		return (minor / 10 ** this.exponent).toFixed(this.exponent);
	}
}
