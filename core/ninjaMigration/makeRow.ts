import { setTimeout } from 'node:timers/promises';
import type { NinjaRow } from '../invoiceNinja';
import { RefusedFields } from '../invoiceNinja';
import { ExternalError, InputError } from '../kernel/errors';
import { isThere, type MakingContext } from './makers';
import { makersOf } from './makersOf';
import type { MigrationRow, RowChange } from './rows';

/** What a look before the making found. */
export type Look =
	| { readonly kind: 'absent' }
	/** A deleted client of an earlier batch. It is restored: its ID number would be refused a second time. */
	| { readonly kind: 'deleted'; readonly row: NinjaRow }
	| { readonly kind: 'there'; readonly row: NinjaRow }
	/** It need not be made. */
	| { readonly kind: 'needless'; readonly words: string }
	| { readonly kind: 'refused'; readonly words: string };

/** Looks for a row by its unique key. @throws ExternalError when Invoice Ninja cannot be asked. */
export async function lookFor(context: MakingContext, row: MigrationRow): Promise<Look> {
	if (row.kind === 'closing') return { kind: 'absent' };
	try {
		const maker = makersOf(context.source)[row.kind];
		const found = await maker.find(context, row);
		const words = found ? undefined : await maker.needless?.(context, row);
		if (words !== undefined) return { kind: 'needless', words };
		if (!found) return { kind: 'absent' };
		return { kind: isThere(found) ? 'there' : 'deleted', row: found };
	} catch (error) {
		if (error instanceof InputError) return { kind: 'refused', words: wordsOf(error) };
		throw error;
	}
}

/**
 * Makes a row that was looked for and not there, and tells what became of it.
 *
 * @param pauseMs how long Invoice Ninja takes a request for a repeat of the one before.
 * @throws ExternalError when nobody knows what became of it, or nothing of the company can be made now. The row is looked for
 *   again by the next run.
 */
export async function makeRow(
	context: MakingContext,
	row: MigrationRow,
	deleted: NinjaRow | undefined,
	pauseMs: number,
): Promise<RowChange> {
	if (row.kind === 'closing') throw new RangeError('a closing is not made by itself');
	const maker = makersOf(context.source)[row.kind];
	const make = async () => {
		if (!deleted) return await maker.make(context, row);
		await context.ninja.bulk(maker.entity, 'restore', [deleted.id]);
		return await context.ninja.update(maker.entity, deleted.id, row.plan.body);
	};
	const change = (made: NinjaRow): RowChange => ({ ...maker.judge(context, row, made), ninjaId: made.id, made: true });
	for (let tries = 1; ; tries++) {
		try {
			return change(await make());
		} catch (error) {
			if (!(error instanceof ExternalError)) throw error;
			if (error.errorClass === 'auth' || error.errorClass === 'permission') throw error;
			if (error.transient) await setTimeout(pauseMs);
			const look = await lookFor(fresh(context), row);
			if (look.kind === 'there') return change(look.row);
			if (look.kind === 'refused') return { state: 'failed', words: look.words };
			if (error.errorClass === 'busy' && tries < 3) continue;
			if (error.transient) throw error;
			return { state: 'failed', words: wordsOf(error) };
		}
	}
}

/** A look after a request must not be answered by what was read before it. */
const fresh = (context: MakingContext): MakingContext => ({
	...context,
	paymentsOf: async (clientId) => await paymentsOfClient(context, clientId),
});

export async function paymentsOfClient({ ninja }: Pick<MakingContext, 'ninja'>, clientId: string) {
	const payments: NinjaRow[] = [];
	const query = { filters: { client_id: clientId }, states: ['active', 'archived'], include: [] } as const;
	for await (const page of ninja.pages('payment', query)) payments.push(...page.filter(isThere));
	return payments;
}

export function wordsOf(error: ExternalError | InputError): string {
	if (error instanceof InputError) return `'${error.field}' ${error.complaint}. ${error.remedy}`;
	const fields = error instanceof RefusedFields && error.fields.length > 0 ? '' : ` ${error.remedy}`;
	return `${error.vendorMessage}${fields}`;
}
