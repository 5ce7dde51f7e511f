import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import type { SideEffect } from '../../tasks';
import type { NinjaEntity } from '../entities';
import type { Ninja } from '../ninja';
import type { NinjaRow } from '../rows';
import { followed } from './followUps';
import { plainText } from './plainText';
import { withKeptParts } from './keptParts';
import { bodySchema, recordResult, type RecordResult } from './recordResult';
import { keyWords, recordKey, rowsWithKey, type RecordKey } from './recordKeys';

const updateIntent = z.object({ id: z.string(), body: bodySchema, flags: z.record(z.string(), z.string()) });
type UpdateIntent = Readonly<z.infer<typeof updateIntent>>;

export interface UpdateInput {
	readonly id: string;
	readonly body: Readonly<Record<string, unknown>>;
	readonly flags?: Readonly<Record<string, string>>;
}

/** Changes fields of a row. A row that shows the new values is not written again. */
export function recordUpdate(ninja: Ninja, entity: NinjaEntity): SideEffect<UpdateInput, UpdateIntent, RecordResult> {
	return {
		name: `invoiceNinja.${entity}.update`,
		intent: updateIntent,
		result: recordResult,
		plan: async ({ id, body, flags = {} }) => await Promise.resolve({ intent: { id, body: { ...body }, flags } }),
		apply: async ({ id, body, flags }) =>
			await ninja.translated(
				entity,
				await ninja.update(entity, id, await withKeptParts(ninja, entity, id, body), flags),
			),
		async readBack({ id, body, flags }) {
			const row = await ninja.get(entity, id);
			if (!row || !shows(row, body) || !followed(row, flags)) return { state: 'absent' };
			return { state: 'ours', result: await ninja.translated(entity, row) };
		},
	};
}

const upsertIntent = z.object({ key: recordKey, body: bodySchema, flags: z.record(z.string(), z.string()) });

export interface UpsertInput {
	readonly key: RecordKey;
	readonly body: Readonly<Record<string, unknown>>;
	/** What is only set when the row is new, such as its contacts. */
	readonly whenNew?: Readonly<Record<string, unknown>>;
}

/**
 * Updates the row with a key, or creates it. A row that is archived counts; one that is deleted does not.
 *
 * @throws ExternalError `exists` when several rows have the key: a person must say which.
 */
export function recordUpsert(
	ninja: Ninja,
	entity: NinjaEntity,
): SideEffect<
	UpsertInput,
	Readonly<z.infer<typeof upsertIntent>> & { whenNew: Record<string, unknown> },
	RecordResult
> {
	const only = async (key: RecordKey): Promise<NinjaRow | undefined> => {
		const [first, second] = await rowsWithKey(ninja, entity, key, ['active', 'archived']);
		if (!first || !second) return first;
		const words = `Invoice Ninja has several rows with the ${keyWords(key)}: ${first.id}, ${second.id}`;
		throw new ExternalError('exists', words, 'Merge or archive one of them, or use another key.');
	};
	return {
		name: `invoiceNinja.${entity}.upsert`,
		intent: upsertIntent.extend({ whenNew: bodySchema }),
		result: recordResult,
		plan: async ({ key, body, whenNew = {} }) => {
			await only(key);
			return { intent: { key, body: { ...body }, whenNew: { ...whenNew }, flags: {} } };
		},
		apply: async ({ key, body, whenNew }) => {
			const there = await only(key);
			const named = key.field === 'email' ? body : { ...body, [key.field]: key.value };
			const row = there
				? await ninja.update(entity, there.id, await withKeptParts(ninja, entity, there.id, body))
				: await ninja.create(entity, { ...whenNew, ...named });
			return { ...(await ninja.translated(entity, row)), created: there === undefined };
		},
		async readBack({ key, body }) {
			const row = await only(key);
			if (!row || !shows(row, body)) return { state: 'absent' };
			return { state: 'ours', result: await ninja.translated(entity, row) };
		},
	};
}

/**
 * Whether a row has the values that were to be written: texts, numbers and switches. What is nested is written again, which
 * changes nothing when it is there.
 */
export function shows(row: NinjaRow, body: Readonly<Record<string, unknown>>): boolean {
	return Object.entries(body).every(([name, wanted]) => {
		if (typeof wanted === 'object') return false;
		const there = row[name];
		if (typeof wanted === 'number') return Number(there) === wanted;
		if (typeof wanted === 'boolean') return Boolean(there) === wanted;
		return plainText(there) === plainText(wanted);
	});
}
