import { recordUpdate, recordUpsert, type KeyField } from '../../../core/invoiceNinja';
import { InputError } from '../../../core/kernel/errors';
import { durableStepFields } from '../../shared/durableStep';
import { additional, choice, optional, type Field, type Fields } from '../../shared/field';
import { bodyOf, checkTaxes, type Body } from '../fields/body';
import { changedLineFields } from '../fields/lineItems';
import { needed } from '../fields/values';
import { found, mustChange, rowField, withAmounts } from './common';
import { linesIn, made, newBody } from './create';
import { labelled, type RecordKind } from './recordKind';

type Given = Readonly<Record<string, unknown>>;

/** The fields of a row as an update takes them: none is required. */
const anyField = ({ required, optional: more }: RecordKind): Fields => ({
	...Object.fromEntries(Object.entries(required).map(([name, field]) => [name, relaxed(field)])),
	...more,
});

function relaxed({ schema, control: { required: _, displayOptions: __, ...control } }: Field): Field {
	return { schema, control };
}

/** `Update` of a kind. */
export const updateOperation = (kind: RecordKind) =>
	made({
		name: 'update',
		label: 'Update',
		action: `Update ${kind.one}`,
		description: `Change fields of one ${kind.one}; what is not given stays as it is`,
		fields: {
			row: rowField(kind),
			...(kind.lines ? changedLineFields : {}),
			updateFields: additional('Update Fields', anyField(kind)),
			...durableStepFields,
		},
		run: async (context, given) => {
			const { row: id, updateFields } = given as { row: string; updateFields: Given };
			const changed: Body = { ...bodyOf(updateFields), ...linesIn(kind, given) };
			mustChange(changed, 'updateFields');
			checkTaxes('updateFields.', changed);
			const { ninja } = context;
			const body = await withAmounts(context, kind, changed, async () => {
				const row = found(await ninja.get(kind.entity, id), kind, id);
				return typeof changed.client_id === 'string' ? { ...changed, id } : row;
			});
			return await context.perform(recordUpdate(ninja, kind.entity), { id, body });
		},
	});

/** The keys by which a row can be created or updated. */
const keysOf = ({ keys, customValues }: RecordKind): KeyField[] => [
	...keys.filter((key) => key !== 'idempotency_key'),
	...(customValues ? (['custom_value1', 'custom_value2', 'custom_value3', 'custom_value4'] as const) : []),
];

/** `Create or Update` of a kind, by a key. */
export function upsertOperation(kind: RecordKind) {
	const keys = keysOf(kind);
	return made({
		name: 'upsert',
		label: 'Create or Update',
		action: `Create or update ${kind.one}`,
		// The words are n8n's rule for such an operation.
		description: 'Create a new record, or update the current one if it already exists (upsert)',
		fields: {
			matchBy: choice('Match By', labelled(keys), { default: keys[0] ?? '' }),
			matchValue: needed('Match Value', { description: 'The key. Several rows that have it are an error.' }),
			...requiredWithout(kind),
			...(kind.lines ? changedLineFields : {}),
			additionalFields: additional('Additional Fields', kind.optional),
			...durableStepFields,
		},
		run: async (context, given) => {
			const { matchBy: field, matchValue: value } = given as { matchBy: KeyField; matchValue: string };
			const { contacts, ...body } = await newBody(context, kind, given);
			const whenNew = contactsOf(field, value, contacts);
			return await context.perform(recordUpsert(context.ninja, kind.entity), {
				key: { field, value },
				body: contacts === undefined || field === 'email' ? body : { ...body, contacts },
				whenNew,
			});
		},
	});
}

/** A required field may be the key itself, so that nobody has to give it twice. */
function requiredWithout(kind: RecordKind): Fields {
	const asKeys = kind.keys.map((key) => key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()));
	return Object.fromEntries(
		Object.entries(kind.required).map(([name, field]) =>
			asKeys.includes(name) ? [name, { ...relaxed(field), schema: optional(field.schema) }] : [name, field],
		),
	);
}

/** A client that is found by an e-mail gets it with its first contact. */
function contactsOf(field: KeyField, value: string, contacts: unknown): Body {
	if (field !== 'email') return {};
	const given = Array.isArray(contacts) ? (contacts as Body[]) : [];
	if (given.length > 1) {
		throw new InputError('contacts', 'are several', 'Give at most one contact when you match by e-mail.');
	}
	return { contacts: [{ ...given[0], email: value }] };
}
