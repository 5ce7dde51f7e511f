import type { Row } from '../../spreadsheet';
import type { SheetField } from '../fields';
import { amountText, decimalWith } from '../values/amount';
import type { CheckSum, DecimalSign } from '../understanding';
import type { ColumnEvidence } from './columnEvidence';
import { sumText, unitsOf } from './exactSum';

/** A tab has a few totals rows. A file that has thousands is not checked by them. */
const mostTotals = 100;

type BySign = Readonly<Record<DecimalSign, bigint>>;

interface Seen {
	readonly row: number;
	readonly column: number;
	readonly found: BySign;
	/** The sums of the rows above, and of those since the total or subtotal before. */
	readonly above: BySign;
	readonly since: BySign;
}

/** An amount column whose totals are checked. */
export interface SummedColumn {
	readonly column: number;
	readonly field: SheetField;
	readonly evidence: ColumnEvidence;
}

/** Holds the totals rows of a tab against the sums of their columns, while its rows go by. */
export class TotalsWatch {
	private readonly seen: Seen[] = [];
	private marks = new Map<number, BySign>();

	constructor(private readonly columns: readonly SummedColumn[]) {}

	/** A row that adds up others. */
	total(row: Row): void {
		for (const sum of this.sumsIn(row)) if (this.seen.length < mostTotals) this.seen.push(sum);
		this.mark();
	}

	/** What comes after it is added up anew. */
	mark(): void {
		this.marks = new Map(this.columns.map(({ column, evidence }) => [column, sumsOf(evidence)]));
	}

	/** True when an amount of the row is the sum of rows above it. */
	adds(row: Row): boolean {
		return this.sumsIn(row).some(({ found, above, since }) =>
			(['.', ','] as const).some(
				(sign) => found[sign] !== 0n && (near(found[sign], above[sign]) || near(found[sign], since[sign])),
			),
		);
	}

	private sumsIn(row: Row): Seen[] {
		return row.cells.flatMap(({ column, kind, value }) => {
			const summed = this.columns.find((candidate) => candidate.column === column);
			if (summed === undefined) return [];
			const found = kind === 'number' && typeof value === 'number' ? both(unitsOf(value)) : ofText(value);
			if (found === undefined) return [];
			const above = sumsOf(summed.evidence);
			const mark = this.marks.get(column) ?? both(0n);
			return [
				{ row: row.number, column, found, above, since: { '.': above['.'] - mark['.'], ',': above[','] - mark[','] } },
			];
		});
	}

	/**
	 * @param signOf the decimal sign of a column; null when it has no texts, or nobody can tell.
	 * @param decimals how many the currency has.
	 */
	result(signOf: (column: number) => DecimalSign | null, decimals: number): CheckSum[] {
		return this.seen.map(({ row, column, found, above, since }) => {
			const sign = signOf(column) ?? '.';
			const summed = this.columns.find((candidate) => candidate.column === column);
			const whole = summed ? sumsOf(summed.evidence)[sign] : 0n;
			const sums = [above[sign], whole, since[sign]];
			const agreeing = sums.find((sum) => near(found[sign], sum));
			return {
				row,
				column,
				field: summed?.field ?? 'total',
				expected: sumText(agreeing ?? above[sign], decimals),
				found: sumText(found[sign], decimals),
				agrees: agreeing !== undefined,
			};
		});
	}
}

const both = (units: bigint): BySign => ({ '.': units, ',': units });

const sumsOf = ({ sums }: ColumnEvidence): BySign => ({ '.': sums['.'].units, ',': sums[','].units });

/** To half a cent: what a program adds up may have more decimals than it shows. */
function near(one: bigint, other: bigint): boolean {
	const apart = one - other;
	return (apart < 0n ? -apart : apart) <= 50n;
}

function ofText(value: string | number | boolean): BySign | undefined {
	const amount = typeof value === 'string' ? amountText(value) : undefined;
	if (amount === undefined) return undefined;
	const read = (sign: DecimalSign) => unitsOf(Number(decimalWith(amount, sign) ?? 0));
	return { '.': read('.'), ',': read(',') };
}
