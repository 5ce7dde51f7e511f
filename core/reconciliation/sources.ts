import { z } from 'zod';
import { ExternalError, errorClasses, InputError } from '../kernel/errors';
import type { SideName } from './facts';

/** What became of a side. */
export const sourceReport = z.object({
	/** True when it was read to its end. */
	read: z.boolean(),
	/** `not_connected`: there is no credential for it. `failed`: it answered with an error. */
	state: z.enum(['read', 'not_connected', 'failed']),
	/** How many entries it gave. */
	entries: z.number(),
	/** Until when its list is complete, as far as it says so. */
	completeUntil: z.coerce.date().nullable(),
	errorClass: z.enum(errorClasses).nullable(),
	vendorMessage: z.string().nullable(),
	remedy: z.string().nullable(),
});
export type SourceReport = z.infer<typeof sourceReport>;

/** The sides that are asked over the network. */
export const otherSides = ['stripe', 'paypal', 'invoice_ninja'] as const satisfies readonly SideName[];
export type OtherSide = (typeof otherSides)[number];

export const readSources = z.object({
	stripe: sourceReport,
	paypal: sourceReport,
	invoice_ninja: sourceReport,
});
export type ReadSources = Readonly<z.infer<typeof readSources>>;

/** The sides of a run in a state; none of a run that has not come to its end. */
export function sidesIn(
	sources: ReadSources | Readonly<Record<string, never>>,
	state: SourceReport['state'],
): OtherSide[] {
	if (!('stripe' in sources)) return [];
	return otherSides.filter((side) => sources[side].state === state);
}

const nothing: SourceReport = {
	read: false,
	state: 'not_connected',
	entries: 0,
	completeUntil: null,
	errorClass: null,
	vendorMessage: null,
	remedy: null,
};

/** What is known of the sides while they are read. */
export interface SourceBook {
	readonly report: () => ReadSources;
	connected(side: OtherSide): void;
	count(side: OtherSide, entries: number): void;
	completeUntil(side: OtherSide, moment: Date | null): void;
	failed(side: OtherSide, failure: Failure): void;
}

export function openSourceBook(): SourceBook {
	const held: Record<OtherSide, SourceReport> = { stripe: nothing, paypal: nothing, invoice_ninja: nothing };
	const change = (side: OtherSide, more: Partial<SourceReport>) => {
		held[side] = { ...held[side], ...more };
	};
	return {
		report: () => ({ ...held }),
		connected: (side) => change(side, { read: true, state: 'read' }),
		count: (side, entries) => change(side, { entries: held[side].entries + entries }),
		completeUntil: (side, moment) => {
			const before = held[side].completeUntil;
			// Of several pages the earliest counts.
			if (moment !== null && (before === null || moment < before)) change(side, { completeUntil: moment });
		},
		failed: (side, failure) => change(side, { read: false, state: 'failed', ...failure }),
	};
}

type Failure = Pick<SourceReport, 'errorClass' | 'vendorMessage' | 'remedy'>;

/** The failure that an error of a side means; undefined for any other error. */
function failureOf(error: unknown): Failure | undefined {
	if (error instanceof ExternalError) {
		const { errorClass, vendorMessage, remedy } = error;
		return { errorClass, vendorMessage, remedy };
	}
	if (error instanceof InputError) return { errorClass: 'invalid', vendorMessage: error.message, remedy: error.remedy };
	return undefined;
}

/** Yields what a side gives. A failure of the side is noted, and ends it: the other sides are compared all the same. */
export async function* untilItFails<Page>(
	side: OtherSide,
	book: Pick<SourceBook, 'failed'>,
	pages: AsyncGenerator<Page>,
): AsyncGenerator<Page> {
	try {
		for (;;) {
			const next = await unlessItFails(side, book, async () => await pages.next());
			if (!next || next.done) return;
			yield next.value;
		}
	} finally {
		await pages.return(undefined);
	}
}

/** Asks a side for one thing; undefined when it fails, which is noted. */
export async function unlessItFails<T>(
	side: OtherSide,
	book: Pick<SourceBook, 'failed'>,
	ask: () => Promise<T>,
): Promise<T | undefined> {
	try {
		return await ask();
	} catch (error) {
		const failure = failureOf(error);
		if (!failure) throw error;
		book.failed(side, failure);
		return undefined;
	}
}
