import type { INodeProperties, NodePropertyTypes } from 'n8n-workflow';
import { z } from 'zod';

/** A parameter of an operation: the control that the editor shows and the check that its value must pass. */
export interface Field<Schema extends z.ZodType = z.ZodType> {
	readonly schema: Schema;
	readonly control: Omit<INodeProperties, 'name'>;
}

export type Fields = Readonly<Record<string, Field>>;

/** The checked parameters of an operation, typed from its fields. */
export type ParametersOf<F extends Fields> = { readonly [Name in keyof F]: z.output<F[Name]['schema']> };

type More = Partial<Field['control']>;

const control =
	(type: NodePropertyTypes, empty: INodeProperties['default']) =>
	<S extends z.ZodType>(displayName: string, schema: S, more: More = {}): Field<S> => ({
		schema,
		control: { displayName, type, default: empty, ...more },
	});

export const text = control('string', '');
export const number = control('number', 0);
export const toggle = control('boolean', false);
export const json = control('json', '');
export const dateTime = control('dateTime', '');

/** A text that the editor hides. */
export const password = <S extends z.ZodType>(displayName: string, schema: S, more: More = {}) =>
	text(displayName, schema, { typeOptions: { password: true }, ...more });

/** Reads an empty box as an absent value. */
export const optional = <S extends z.ZodType>(schema: S) =>
	z.preprocess((value) => (value === '' || value === null ? undefined : value), schema.optional());

/** As many words as a person reads in an error. */
const shownWords = 20;

/** One of a few words. The editor shows their labels. */
export function choice<const Word extends string>(
	displayName: string,
	words: Readonly<Record<Word, string>>,
	more: More = {},
): Field<z.ZodType<Word>> {
	const options = Object.entries<string>(words).map(([value, name]) => ({ name, value }));
	const allowed: readonly string[] = options.map(({ value }) => value);
	const schema = z.custom<Word>((value) => typeof value === 'string' && allowed.includes(value), {
		message: `must be one of ${allowed.slice(0, shownWords).join(', ')}${allowed.length > shownWords ? ' and so on' : ''}`,
	});
	return { schema, control: { displayName, type: 'options', options, default: options[0]?.value ?? '', ...more } };
}

/** Several of a few words, such as statuses. The editor shows them with capitals and spaces. */
export function several<const Word extends string>(
	displayName: string,
	words: readonly Word[],
	more: More = {},
): Field<z.ZodType<Word[]>> {
	const titled = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
	const options = words
		.map((value) => ({ value, name: value.split('_').map(titled).join(' ') }))
		.sort((one, other) => one.name.localeCompare(other.name));
	return {
		schema: z.array(z.enum(words)),
		control: { displayName, type: 'multiOptions', default: [], options, ...more },
	};
}

/** Turns an empty choice into no filter. */
export function anyOf<Word>(chosen: readonly Word[] | undefined): readonly Word[] | undefined {
	return chosen?.length ? chosen : undefined;
}

/** Something that exists already: the operator picks it from a searched list or enters its identifier. */
export function locator<S extends z.ZodType>(
	displayName: string,
	schema: S,
	{ search, placeholder, ...more }: { search: string; placeholder: string } & More,
): Field<z.ZodPipe<z.ZodTransform, S>> {
	return {
		schema: z.pipe(
			z.transform((value: unknown) => located.safeParse(value).data?.value ?? value),
			schema,
		),
		control: {
			displayName,
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					typeOptions: { searchListMethod: search, searchable: true },
				},
				{ displayName: 'By ID', name: 'id', type: 'string', placeholder },
			],
			...more,
		},
	};
}
const located = z.object({ __rl: z.literal(true), value: z.unknown() });

/** Fields that the operator adds when they are needed; the others are undefined. */
export function additional<F extends Fields>(
	displayName: string,
	fields: F,
	more: More = {},
): Field<z.ZodType<Partial<ParametersOf<F>>>> {
	const schema = z.object(
		Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, optional(field.schema)])),
	);
	return {
		schema: schema as unknown as z.ZodType<Partial<ParametersOf<F>>>,
		control: {
			displayName,
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: sorted(controlsOf(fields)),
			...more,
		},
	};
}

/**
 * Lines that the operator adds one by one, such as the lines of an invoice; none is an empty list. All fields of a line are
 * shown at once, in their declared order, as a form has them.
 */
export function rows<F extends Fields>(
	displayName: string,
	{ row, fields, most, ...more }: { row: string; fields: F; most: number } & More,
): Field<z.ZodType<Array<ParametersOf<F>>>> {
	const one = z.object(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.schema])));
	const schema = z.preprocess(
		(given) => (isNothing(given) ? [] : (z.object({ row: z.unknown() }).safeParse(given).data?.row ?? given)),
		z.array(one, 'must be a list').max(most),
	);
	return {
		schema: schema as unknown as z.ZodType<Array<ParametersOf<F>>>,
		control: {
			displayName,
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: `Add ${row}`,
			default: {},
			options: [{ displayName: row, name: 'row', values: controlsOf(fields) }],
			...more,
		},
	};
}

const isNothing = (given: unknown) =>
	given === undefined ||
	given === null ||
	given === '' ||
	(typeof given === 'object' && Object.keys(given).length === 0);

/** Sorts a long list by name, since people look things up in it. */
function sorted(controls: INodeProperties[]): INodeProperties[] {
	if (controls.length < 5) return controls;
	return controls.sort((one, other) => one.displayName.localeCompare(other.displayName));
}

/** The editor's controls for fields, in their order. */
export function controlsOf(fields: Fields): INodeProperties[] {
	return Object.entries(fields).map(([name, field]) => ({ ...field.control, name }));
}

/** The two fields of every list: return all, or at most so many. */
export const listFields = {
	returnAll: toggle('Return All', z.boolean(), {
		description: 'Whether to return all results or only up to a given limit',
	}),
	// The editor hides it when all are returned, so that it has no value then.
	limit: number('Limit', z.number().int().min(1).default(50), {
		default: 50,
		typeOptions: { minValue: 1 },
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	}),
} as const;
