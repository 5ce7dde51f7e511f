import { z } from 'zod';
import type { Ninja } from '../ninja';
import type { NinjaEntity } from '../entities';
import { rowStates, type RowState } from '../listing';
import type { NinjaRow } from '../rows';
import { plainText } from './plainText';

/** What tells one row of an entity from all others: Invoice Ninja's own numbers, or a field that the operator keeps a key in. */
export const keyFields = [
	'number',
	'id_number',
	'email',
	'product_key',
	'name',
	'idempotency_key',
	'custom_value1',
	'custom_value2',
	'custom_value3',
	'custom_value4',
	'po_number',
	'target_url',
] as const;
export type KeyField = (typeof keyFields)[number];

export const recordKey = z.object({
	field: z.enum(keyFields),
	value: z.string(),
	/** Filters that make the search shorter, such as the client that a payment is of. */
	among: z.record(z.string(), z.string()).optional(),
	/** What else the row must have, when the field alone does not tell it. */
	also: z.record(z.string(), z.string()).optional(),
});
export type RecordKey = Readonly<z.infer<typeof recordKey>>;

/** The fields by which Invoice Ninja itself finds a row exactly (app/Filters). The others are found by their text. */
const exact: readonly KeyField[] = ['number', 'id_number', 'email', 'product_key'];

/**
 * The rows that have exactly this key. Whatever Invoice Ninja makes of its filter, each row is looked at here.
 *
 * @param states which rows count: the number of a deleted row is taken as well.
 */
export async function rowsWithKey(
	ninja: Ninja,
	entity: NinjaEntity,
	key: RecordKey,
	states: readonly RowState[] = statesWithKeys(entity),
): Promise<NinjaRow[]> {
	const { field, value, among = {} } = key;
	const filter = filterOf(entity, field, value);
	const found: NinjaRow[] = [];
	for await (const page of ninja.pages(entity, { states, filters: { ...among, ...filter }, include: [] })) {
		found.push(...page.filter((row) => holdsKey(row, key)));
	}
	return found;
}

function filterOf(entity: NinjaEntity, field: KeyField, value: string): Record<string, string> {
	if (field === 'idempotency_key' || field === 'target_url') return {};
	if (field === 'email' && entity !== 'client' && entity !== 'vendor') return { filter: value };
	return exact.includes(field) ? { [field]: value } : { filter: value };
}

/** A webhook that is archived or deleted, as by an answer of 404, calls nobody: it holds no address. */
const statesWithKeys = (entity: NinjaEntity): readonly RowState[] => (entity === 'webhook' ? ['active'] : rowStates);

const contacts = z.object({ contacts: z.array(z.object({ email: z.string().default('') })).default([]) });

function holdsKey(row: NinjaRow, { field, value, also = {} }: RecordKey): boolean {
	if (!Object.entries(also).every(([name, wanted]) => plainText(row[name]) === wanted)) return false;
	if (field !== 'email') return plainText(row[field]) === value;
	const wanted = value.toLowerCase();
	return (contacts.safeParse(row).data?.contacts ?? []).some(({ email }) => email.toLowerCase() === wanted);
}

/** A key as a person reads it: `number 0042`. */
export const keyWords = ({ field, value }: RecordKey) => `${field.replaceAll('_', ' ')} ${value}`;
