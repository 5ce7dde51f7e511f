import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import type { SideEffect } from '../../tasks';
import type { NinjaEntity } from '../entities';
import type { Ninja } from '../ninja';
import type { NinjaRow } from '../rows';
import { bulkVerdict } from './bulkVerdicts';
import { oncePerSecond } from './oncePerSecond';
import { bodySchema, recordResult } from './recordResult';
import { rereadRows } from './rereadRows';

const bulkIntent = z.object({ action: z.string(), ids: z.array(z.string()), more: bodySchema });
type BulkIntent = Readonly<z.infer<typeof bulkIntent>>;

const touched = z.object({
	id: z.string(),
	/** Null when the row does not tell, as after an e-mail. */
	done: z.boolean().nullable(),
	/** Why not, as far as the row tells. */
	why: z.string().nullable(),
	/** Null when the token finds no such row. */
	row: recordResult.nullable(),
});
export type TouchedRow = z.infer<typeof touched>;
const bulkResult = z.object({ rows: z.array(touched) });

export interface BulkInput {
	readonly action: string;
	readonly ids: readonly string[];
	/** What an action takes beside the rows, such as `subscription_id`. */
	readonly more?: Readonly<Record<string, unknown>>;
}

/**
 * Does one thing with many rows in one call, reads the rows again and says of each whether it is done: Invoice Ninja answers
 * 200 whatever becomes of a row. Rows that are done already are left alone by a repeat.
 */
export function bulkAction(
	ninja: Ninja,
	entity: NinjaEntity,
): SideEffect<BulkInput, BulkIntent, z.infer<typeof bulkResult>> {
	let open: readonly string[] | undefined;

	const look = async ({ action, ids, more }: BulkIntent, since?: number): Promise<TouchedRow[]> => {
		const found = await rereadRows(ninja, entity, ids, since);
		return await Promise.all(
			ids.map(async (id) => {
				const row = found.get(id);
				if (!row) return { id, done: false, why: 'Nothing has this ID, or the token may not see it', row: null };
				return { id, ...bulkVerdict(entity, action, more, row), row: await ninja.translated(entity, row) };
			}),
		);
	};

	const undone = async (intent: BulkIntent) => undoneIn(await look(intent));

	return {
		name: `invoiceNinja.${entity}.bulk`,
		intent: bulkIntent,
		result: bulkResult,
		plan: async ({ action, ids, more = {} }) =>
			await Promise.resolve({ intent: { action, ids: [...new Set(ids)], more: { ...more } } }),
		async apply(intent) {
			const ids = open ?? (doubles.has(intent.action) ? await undone(intent) : intent.ids);
			if (ids.length === 0) return { rows: await look(intent) };
			const began = performance.now();
			const answered = await oncePerSecond(async () => await ninja.bulk(entity, intent.action, ids, intent.more));
			const since = sinceOf(answered, performance.now() - began);
			return { rows: await look(intent, since).catch(afterTheChange) };
		},
		// Of some actions nobody can tell, and then only a call that was refused for certain is made again.
		readBackAssumes: true,
		async readBack(intent) {
			const rows = await look(intent);
			open = undoneIn(rows);
			if (open.length > 0 && addsUp.has(intent.action)) throw nobodyCanTell(intent.action, open.length);
			return open.length === 0 ? { state: 'ours', result: { rows } } : { state: 'absent' };
		},
	};
}

/** What makes another row each time it is done, such as an invoice of a quote: rows that show it are left out from the start. */
const doubles: ReadonlySet<string> = new Set(['convert_to_invoice', 'convert_to_project']);

/** What leaves nothing in the row that tells, and must not happen twice: money is asked for, or a mail goes out. */
const addsUp: ReadonlySet<string> = new Set(['increase_prices', 'send_now', 'auto_bill', 'email']);

/** It stays unknown however often one looks, so that no repeat does it. */
const nobodyCanTell = (action: string, rows: number) =>
	new ExternalError(
		'unknown',
		`Nobody can see at Invoice Ninja whether the action ${action} was done with ${rows} rows, and a second time would count twice`,
		'Look at the rows in Invoice Ninja. If it was not done, do it in a step of another name.',
	);

/** Whatever keeps the rows from being read, the change was made: it is not one that was refused. */
function afterTheChange(error: unknown): never {
	if (!(error instanceof ExternalError)) throw error;
	throw new ExternalError('unknown', error.vendorMessage, error.remedy, { cause: error });
}

const undoneIn = (rows: readonly TouchedRow[]) =>
	rows.filter(({ done, row }) => done !== true && row !== null).map(({ id }) => id);

/** When the server began with it, by the server's own clock: the latest row of its answer, less what the call took. */
function sinceOf(answered: readonly NinjaRow[], tookMs: number): number | undefined {
	const latest = Math.max(0, ...answered.map(({ updated_at }) => Number(updated_at) || 0));
	return latest === 0 ? undefined : latest - Math.ceil(tookMs / 1000) - 60;
}

/** What a row shows of an action; used for rows that come one by one, too. */
export type Verdict = Pick<TouchedRow, 'done' | 'why'>;
export type { NinjaRow };
