import { languages } from '../../kernel/languages';
import { fieldsOfRole, type RecordKind, type SheetField } from '../fields';
import { en } from './en';
import { fr } from './fr';
import type { HeaderNames } from './names';
import { nl } from './nl';
import { words } from './normalise';

/** A language more is one list here. */
export const headerNames = { en, fr, nl } as const satisfies Record<(typeof languages)[number], HeaderNames>;

/** Every list of the kind that `pick` chooses, of all languages. */
function everyName(pick: (names: HeaderNames) => string | undefined): string[] {
	return languages.flatMap((language) => namesIn(pick(headerNames[language]) ?? ''));
}

const namesIn = (list: string): string[] =>
	list
		.split('|')
		.map(words)
		.filter((name) => name !== '');

/** A field that a header may mean, or `none` when it names something else. Exact names have 100, nearly. */
export interface HeaderMatch {
	readonly field: SheetField | 'none';
	readonly score: number;
}

/** Words that say nothing about the field. */
const fillers = new Set(
	'a an and of the in for de du des d l la le les et en een het van der op per s eur euro usd gbp'.split(' '),
);

const tokensOf = (name: string): string[] => {
	const all = name.split(' ');
	const telling = all.filter((token) => !fillers.has(token));
	return telling.length > 0 ? telling : all;
};

interface Alias extends HeaderMatch {
	readonly tokens: readonly string[];
}

/** What the headers of a tab of one kind may mean. */
class KindNames {
	private readonly exact = new Map<string, HeaderMatch[]>();
	private readonly byToken = new Map<string, Alias[]>();
	private readonly found = new Map<string, readonly HeaderMatch[]>();

	constructor(kind: RecordKind, more: UnderstoodNames) {
		const fields = ['none', ...fieldsOfRole[kind]] as const;
		for (const field of fieldsOfRole[kind]) this.add(field, (more[field] ?? []).map(words), 120);
		for (const field of fields)
			this.add(
				field,
				everyName((names) => names.only[kind][field]),
				101,
			);
		for (const field of fields)
			this.add(
				field,
				everyName((names) => names.all[field]),
				100,
			);
	}

	/** The first of a list is the clearest name. A name of one kind of tab hides the same name for all kinds. */
	private add(field: HeaderMatch['field'], names: readonly string[], score: number): void {
		for (const [index, name] of names.entries()) {
			const match = { field, score: score - Math.min(index, 90) / 100 };
			const others = this.exact.get(name) ?? [];
			if (others.some((other) => other.field === field || Math.ceil(other.score) > score)) continue;
			this.exact.set(name, [...others, match]);
			const tokens = tokensOf(name);
			for (const token of new Set(tokens)) {
				const aliases = this.byToken.get(token) ?? [];
				aliases.push({ ...match, tokens });
				this.byToken.set(token, aliases);
			}
		}
	}

	matches(header: string): readonly HeaderMatch[] {
		const known = this.found.get(header);
		if (known) return known;
		const matches = this.exact.get(header) ?? this.byTokens(header);
		if (this.found.size < 5_000) this.found.set(header, matches);
		return matches;
	}

	/** A word beside the name means something else by itself: "customer phone no." is no number of a customer. */
	private isOther(tokens: ReadonlySet<string>, { field, tokens: own }: Alias): boolean {
		if (field === 'none') return false;
		return [...tokens].some((token) => !own.includes(token) && this.exact.get(token)?.[0]?.field === 'none');
	}

	/** All words of a name are in the header, and not many others. */
	private byTokens(header: string): readonly HeaderMatch[] {
		const tokens = new Set(tokensOf(header));
		if (tokens.size > 8) return [];
		const best = new Map<HeaderMatch['field'], number>();
		for (const token of tokens) {
			for (const alias of this.byToken.get(token) ?? []) {
				if (!alias.tokens.every((word) => tokens.has(word)) || this.isOther(tokens, alias)) continue;
				const score = (90 * new Set(alias.tokens).size) / tokens.size - (100 - alias.score) / 100;
				if (score >= 55 && score > (best.get(alias.field) ?? 0)) best.set(alias.field, score);
			}
		}
		const matches = [...best].map(([field, score]) => ({ field, score }));
		return matches.sort((one, other) => other.score - one.score);
	}
}

type UnderstoodNames = Readonly<Partial<Record<SheetField, readonly string[]>>>;

/** Tells what a header, in its comparable form, may mean in a tab of some kind: the likeliest first. */
export type HeaderMatcher = (kind: RecordKind, header: string) => readonly HeaderMatch[];

/** @param more names that an operator adds; they win over ours. */
export function headerMatcher(more: UnderstoodNames = {}): HeaderMatcher {
	const kinds = {
		invoices: new KindNames('invoices', more),
		payments: new KindNames('payments', more),
		customers: new KindNames('customers', more),
	};
	return (kind, header) => (header === '' ? [] : kinds[kind].matches(header));
}

/** The comparable names of tabs and of rows that add up others. */
export interface LabelNames {
	readonly tabs: Readonly<Record<RecordKind | 'other', ReadonlySet<string>>>;
	readonly totals: ReadonlySet<string>;
	readonly subtotals: ReadonlySet<string>;
}

export function labelNames(): LabelNames {
	const tabs = (role: RecordKind | 'other') => new Set(everyName((names) => names.tabs[role]));
	return {
		tabs: {
			invoices: tabs('invoices'),
			payments: tabs('payments'),
			customers: tabs('customers'),
			other: tabs('other'),
		},
		totals: new Set(everyName(({ totals }) => totals)),
		subtotals: new Set(everyName(({ subtotals }) => subtotals)),
	};
}
