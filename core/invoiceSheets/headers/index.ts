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

	/** @param lists the names of each field, and the score of the first of them; a list hides those with a lower score. */
	constructor(lists: ReadonlyArray<readonly [field: HeaderMatch['field'], names: readonly string[], score: number]>) {
		for (const [field, names, score] of lists) this.add(field, names, score);
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
	const added = byKind((kind) =>
		fieldsOfRole[kind].map((field) => [field, (more[field] ?? []).map(words), 120] as const),
	);
	ours ??= byKind((kind) => {
		const fields = ['none', ...fieldsOfRole[kind]] as const;
		return [
			...fields.map((field) => [field, everyName((names) => names.only[kind][field]), 101] as const),
			...fields.map((field) => [field, everyName((names) => names.all[field]), 100] as const),
		];
	});
	const known = ours;
	return (kind, header) => {
		if (header === '') return [];
		const own = added[kind].matches(header);
		return own.length > 0 ? own : known[kind].matches(header);
	};
}

/** Made when it is first needed: it takes some milliseconds. */
let ours: Readonly<Record<RecordKind, KindNames>> | undefined;

type Lists = ConstructorParameters<typeof KindNames>[0];

const byKind = (lists: (kind: RecordKind) => Lists): Readonly<Record<RecordKind, KindNames>> => ({
	invoices: new KindNames(lists('invoices')),
	payments: new KindNames(lists('payments')),
	customers: new KindNames(lists('customers')),
});

/** The comparable names of tabs and of rows that add up others. */
export interface LabelNames {
	readonly tabs: Readonly<Record<RecordKind | 'other', ReadonlySet<string>>>;
	readonly totals: ReadonlySet<string>;
	readonly subtotals: ReadonlySet<string>;
}

let labels: LabelNames | undefined;

export function labelNames(): LabelNames {
	const tabs = (role: RecordKind | 'other') => new Set(everyName((names) => names.tabs[role]));
	labels ??= {
		tabs: {
			invoices: tabs('invoices'),
			payments: tabs('payments'),
			customers: tabs('customers'),
			other: tabs('other'),
		},
		totals: new Set(everyName(({ totals }) => totals)),
		subtotals: new Set(everyName(({ subtotals }) => subtotals)),
	};
	return labels;
}
