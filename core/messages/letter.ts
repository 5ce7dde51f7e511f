/** What a mail says. Its text and its HTML are both written from this, so that neither says more. */
export interface Letter {
	readonly subject: string;
	/** The line that a mailbox shows beside the subject. */
	readonly preview: string;
	readonly heading: string;
	/** A colour that says how serious the mail is, `#rrggbb`; the brand's colour when it is absent. */
	readonly accent?: string;
	readonly to: 'customer' | 'staff';
	readonly greeting?: string;
	readonly body: ReadonlyArray<Block>;
}

export type Block =
	| { readonly kind: 'paragraph'; readonly text: string }
	| FactsBlock
	/** Somebody else's words, such as a vendor's error. */
	| { readonly kind: 'quote'; readonly label: string; readonly text: string }
	| { readonly kind: 'button'; readonly label: string; readonly url: string }
	| { readonly kind: 'heading'; readonly text: string }
	| TableBlock
	| EntryBlock;

/** Numbers side by side. The first column names what they count. */
interface TableBlock {
	readonly kind: 'table';
	readonly columns: readonly string[];
	readonly rows: ReadonlyArray<readonly string[]>;
}

/** One of several things that are described alike. */
interface EntryBlock {
	readonly kind: 'entry';
	readonly title: string;
	readonly subtitle: string;
	/** A colour that says how serious it is, `#rrggbb`. */
	readonly accent: string;
	readonly facts: ReadonlyArray<Fact>;
}

interface FactsBlock {
	readonly kind: 'facts';
	readonly facts: ReadonlyArray<Fact>;
}

export interface Fact {
	readonly label: string;
	readonly values: readonly string[];
}

/**
 * The frame of most letters: the subject is the heading as well, and the first sentence is what a mailbox shows beside it.
 */
export const introduced = (
	{ subject, intro, greeting }: { readonly subject: string; readonly intro: string; readonly greeting: string },
	...body: readonly Block[]
): Omit<Letter, 'to' | 'accent'> => ({
	...{ subject, preview: intro, heading: subject, greeting },
	body: [paragraph(intro), ...body],
});

export const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
export const button = (label: string, url: string): Block => ({ kind: 'button', label, url });
export const heading = (text: string): Block => ({ kind: 'heading', text });
export const quote = (label: string, text: string): Block => ({ kind: 'quote', label, text });

export const table = (columns: readonly string[], rows: ReadonlyArray<readonly string[]>): Block => ({
	kind: 'table',
	columns,
	rows,
});
export const entry = (about: Omit<EntryBlock, 'kind'>): Block => ({ kind: 'entry', ...about });

/** Leaves out a fact that has no value. */
export function facts(
	...rows: ReadonlyArray<readonly [label: string, value: string | readonly string[] | undefined]>
): FactsBlock {
	return {
		kind: 'facts',
		facts: rows
			.map(([label, value]) => ({ label, values: [value ?? []].flat() }))
			.filter(({ values }) => values.length > 0),
	};
}
