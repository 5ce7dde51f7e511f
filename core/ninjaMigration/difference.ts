import { z } from 'zod';
import type { MigrationSource } from './planned';

/** Where Invoice Ninja will not have what the source has, and what a person can do about it. */
export const difference = z.object({
	kind: z.enum(['client', 'invoice', 'payment', 'file']),
	/** The name, the number or the ID that a person looks for. */
	key: z.string(),
	field: z.string(),
	/** What the source has. It was Sprout Invoices when it got its name. */
	sprout: z.string().nullable(),
	ninja: z.string().nullable(),
	why: z.string(),
	remedy: z.string(),
	/** True when what it is about is not moved. */
	leftOut: z.boolean(),
});
export type Difference = Readonly<z.infer<typeof difference>>;

/** Differences as an item shows them: each side under its own name. */
export function shownDifferences(source: MigrationSource, differences: readonly Difference[]): object[] {
	if (source === 'sprout') return [...differences];
	return differences.map(({ sprout, ...shown }) => ({ ...shown, backOffice: sprout }));
}

/** Collects differences. */
export interface Differences {
	add(found: Omit<Difference, 'leftOut' | 'sprout' | 'ninja'> & Partial<Difference>): void;
	all(): readonly Difference[];
}

export function openDifferences(): Differences {
	const found: Difference[] = [];
	return {
		add: (one) => void found.push({ sprout: null, ninja: null, leftOut: false, ...one }),
		all: () => found,
	};
}
