import { recordCreation, type CreationInput } from '../../../core/invoiceNinja';
import { InputError } from '../../../core/kernel/errors';
import { durableStepFields } from '../../shared/durableStep';
import { additional, choice, type Field, type Fields } from '../../shared/field';
import { operation, type Operation } from '../../shared/operation';
import type { NinjaContext } from '../context';
import { bodyOf, checkTaxes, type Body } from '../fields/body';
import { lineItemFields, linesOf } from '../fields/lineItems';
import { withAmounts } from './common';
import { labelled, type RecordKind } from './recordKind';

type Given = Readonly<Record<string, unknown>>;
const customValueNames = ['custom_value1', 'custom_value2', 'custom_value3', 'custom_value4'] as const;

/** Where a durable step keeps the key by which it finds what it created. */
export const keepKeyIn = choice('Keep Key In', labelled(customValueNames), {
	description:
		'Where a durable step writes a key of its own, by which it finds again what it created. It is not needed if a number is given.',
});

/** `Create` of a kind. */
export function createOperation(
	kind: RecordKind,
	more: Fields = {},
	flagsOf: (chosen: Given, currency: () => Promise<string>) => Promise<Flags> = async () => await Promise.resolve({}),
) {
	const options = { ...(kind.customValues ? { keepKeyIn } : {}), ...more };
	const fields: Fields = {
		...kind.required,
		...(kind.lines ? lineItemFields : {}),
		additionalFields: additional('Additional Fields', kind.optional),
		...(Object.keys(options).length > 0
			? { options: additional('Options', options, { placeholder: 'Add Option' }) }
			: {}),
		...durableStepFields,
	};
	return made({
		name: 'create',
		label: 'Create',
		action: `Create ${kind.one}`,
		description: `Create a new ${kind.one}`,
		fields,
		run: async (context, given) => {
			const { options: chosen = {} } = given as { options?: Given };
			const body = await newBody(context, kind, given);
			const currency = async () => await context.ninja.currencyOf(kind.entity, { ...body, id: 'new' });
			const input = { body, flags: await flagsOf(chosen, currency), key: keyOf(context, kind, body, chosen.keepKeyIn) };
			return await context.perform(recordCreation(context.ninja, kind.entity), input);
		},
	});
}

type Flags = Readonly<Record<string, string>>;

interface Definition {
	readonly name: string;
	readonly label: string;
	readonly action: string;
	readonly description: string;
	readonly fields: Fields;
	run(context: NinjaContext, given: Given): Promise<object>;
}

/** An operation whose fields follow from a kind: its values are checked by their schemas, and have no types of their own. */
export const made = (definition: Definition): Operation<NinjaContext> =>
	operation<NinjaContext, Record<string, Field>>(definition);

/** What a new row is made of, in the names of Invoice Ninja. */
export async function newBody(context: NinjaContext, kind: RecordKind, given: Given): Promise<Body> {
	const required = Object.fromEntries(Object.keys(kind.required).map((name) => [name, given[name]]));
	const body = { ...bodyOf(required), ...bodyOf(given.additionalFields as Given), ...linesIn(kind, given) };
	checkTaxes('additionalFields.', body);
	return await withAmounts(context, kind, body, async () => await Promise.resolve({ ...body, id: 'new' }));
}

/** The lines as Invoice Ninja takes them; nothing when the kind has none, or they stay as they are. */
export function linesIn(kind: RecordKind, given: Given): Body {
	if (!kind.lines) return {};
	const lines = linesOf(given as unknown as Parameters<typeof linesOf>[0]);
	return lines === undefined ? {} : { line_items: lines };
}

/**
 * What a new row is found again by.
 *
 * @throws InputError when a durable step could not find what it created.
 */
export function keyOf(
	{ durable }: NinjaContext,
	{ keys, one, customValues, entity }: RecordKind,
	body: Body,
	keptIn: unknown,
): CreationInput['key'] {
	const among = entity === 'payment' && typeof body.client_id === 'string' ? { client_id: body.client_id } : undefined;
	for (const field of keys) {
		const value = body[field];
		if (typeof value === 'string' && value !== '') return { field, value, among };
	}
	if (keys.includes('idempotency_key')) return { field: 'idempotency_key', among };
	const kept = customValueNames.find((name) => name === keptIn);
	if (kept) return { field: kept };
	if (!durable) return undefined;
	throw new InputError(
		'options.keepKeyIn',
		`is not chosen, and the ${one} has nothing else by which it could be found again`,
		customValues
			? `Choose a custom value that the durable step may use, or give ${keys.join(' or ').replaceAll('_', ' ') || 'a number'}.`
			: `Give ${keys.join(' or ').replaceAll('_', ' ')}, or leave the durable step out.`,
	);
}
