import { z } from 'zod';

/** Where Invoice Ninja will not have what Sprout Invoices has, and what a person can do about it. */
export const difference = z.object({
	kind: z.enum(['client', 'invoice', 'payment', 'file']),
	/** The name, the number or the ID that a person looks for. */
	key: z.string(),
	field: z.string(),
	sprout: z.string().nullable(),
	ninja: z.string().nullable(),
	why: z.string(),
	remedy: z.string(),
	/** True when what it is about is not moved. */
	leftOut: z.boolean(),
});
export type Difference = Readonly<z.infer<typeof difference>>;

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
