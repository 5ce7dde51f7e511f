import type { RecordKind, SheetField } from '../fields';

/**
 * The names that a field has in the headers of one language, as people write them, with `|` between them. Case, accents, punctuation and the
 * ways to write "number" do not count. `none` are names that look like a field and are none.
 */
export interface HeaderNames {
	/** For every kind of tab that has the field. */
	readonly all: Readonly<Partial<Record<SheetField | 'none', string>>>;
	/** For one kind of tab only: they win over those for all. */
	readonly only: Readonly<Record<RecordKind, Readonly<Partial<Record<SheetField | 'none', string>>>>>;
	/** Names of tabs. */
	readonly tabs: Readonly<Record<RecordKind | 'other', string>>;
	/** What the first cell of a row says that adds up others. */
	readonly totals: string;
	readonly subtotals: string;
}
