import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import type { SideEffect } from '../../tasks';
import type { NinjaEntity } from '../entities';
import type { Ninja } from '../ninja';
import type { NinjaRow } from '../rows';
import { bodySchema, recordResult, type RecordResult } from './recordResult';
import { keyFields, keyWords, recordKey, rowsWithKey, type RecordKey } from './recordKeys';
import { followed } from './followUps';

const creationIntent = z.object({
	body: bodySchema,
	flags: z.record(z.string(), z.string()),
	key: recordKey.nullable(),
});
export type CreationIntent = Readonly<z.infer<typeof creationIntent>>;

export interface CreationInput {
	readonly body: Readonly<Record<string, unknown>>;
	/** What is to follow in the same call, such as `mark_sent`. */
	readonly flags?: Readonly<Record<string, string>>;
	/** What tells the new row from all others. A field without a value gets one that is made up. */
	readonly key?: Omit<RecordKey, 'value'> & { readonly value?: string };
}

/**
 * Creates a row. It is found again by its key: after a lost answer the row that is there is taken, and what was to follow
 * is made good if it did not. Without a key nobody can look, and a lost answer is an error.
 *
 * @throws ExternalError `exists` from `plan` when a row has the key already.
 */
export function recordCreation(
	ninja: Ninja,
	entity: NinjaEntity,
): SideEffect<CreationInput, CreationIntent, RecordResult> {
	let halfMade: NinjaRow | undefined;
	return {
		name: `invoiceNinja.${entity}.create`,
		intent: creationIntent,
		result: recordResult,
		async plan({ body, flags = {}, key }) {
			if (!key) return { intent: { body, flags, key: null } };
			const chosen = { ...key, value: key.value ?? `msp-${randomUUID()}` };
			if (key.value !== undefined) await mustBeFree(ninja, entity, chosen);
			return { intent: { body: withKey(body, chosen), flags, key: chosen } };
		},
		apply: async ({ body, flags }) => {
			const made = halfMade
				? await ninja.update(entity, halfMade.id, {}, flags)
				: await ninja.create(entity, body, flags);
			return await ninja.translated(entity, made);
		},
		async readBack({ key, flags }) {
			const [row] = key ? await rowsWithKey(ninja, entity, key) : [];
			if (!row) return { state: 'absent' };
			const result = await ninja.translated(entity, row);
			if (followed(row, flags)) return { state: 'ours', result };
			halfMade = row;
			return { state: 'partly', result };
		},
		// A row that was made for a task that is taken back is deleted softly: Invoice Ninja can restore it.
		undo: async (_, { id }) => {
			const row = await ninja.get(entity, id);
			if (row && row.is_deleted !== true) await ninja.remove(entity, id);
		},
	};
}

async function mustBeFree(ninja: Ninja, entity: NinjaEntity, key: RecordKey): Promise<void> {
	const [holder] = await rowsWithKey(ninja, entity, key);
	if (!holder) return;
	throw new ExternalError(
		'exists',
		`Invoice Ninja has the ${keyWords(key)} already: ${entity.replaceAll('_', ' ')} ${holder.id}`,
		'Give another one, update the one that is there, or use Create or Update.',
	);
}

/** An e-mail is in the contacts already; every other key is a field of the row. */
function withKey(body: CreationInput['body'], { field, value }: RecordKey): Record<string, unknown> {
	return field === 'email' ? { ...body } : { ...body, [field]: value };
}

export const isKeyField = (field: string): field is RecordKey['field'] => keyFields.some((known) => known === field);
