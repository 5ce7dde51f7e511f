import { z } from 'zod';
import { InputError } from '../../core/kernel/errors';
import { refusal } from '../shared/problem';

export const fieldTypes = {
	text: 'Text',
	number: 'Number',
	boolean: 'True or False',
	list: 'List of Texts',
} as const;
type FieldType = keyof typeof fieldTypes;

/** A field that the route takes, as the operator declares it. */
const declaration = z.object({
	name: z
		.string()
		.trim()
		.regex(/^[A-Za-z]\w{0,63}$/, 'must be a name of letters and digits, such as taskId'),
	type: z.enum(Object.keys(fieldTypes) as [FieldType, ...FieldType[]]).default('text'),
	required: z.boolean().default(false),
});
export type DeclaredField = z.output<typeof declaration>;

const declared = z.object({ field: z.array(declaration).default([]) }).default({ field: [] });

/** Reads the parameter of the node. @throws InputError when two fields have one name. */
export function declaredFields(parameter: unknown): readonly DeclaredField[] {
	const { field: fields } = declared.parse(parameter ?? undefined);
	const twice = fields.find(({ name }, index) => fields.findIndex((one) => one.name === name) !== index);
	if (!twice) return fields;
	throw new InputError('fields', `name '${twice.name}' twice`, 'Declare each field once.');
}

const longestText = 2_000;
const longestList = 1_000;

type Values = Readonly<Record<string, unknown>>;

/**
 * Reads what a call gives, strictly: a field that nobody declared is refused, and null is no value.
 *
 * @throws Refused with the field and what to do.
 */
export function readFields(fields: readonly DeclaredField[], given: Values): Values {
	const unknown = Object.keys(given).find((name) => !fields.some((field) => field.name === name));
	if (unknown !== undefined) {
		const field = unknown.slice(0, 100);
		const names = fields.map(({ name }) => name).join(', ');
		const remedy =
			names === '' ? 'Leave it out: this address takes no fields.' : `Leave it out. The fields are ${names}.`;
		throw refusal('unknown_field', { field, detail: `'${field}' is not a field of this address.`, remedy });
	}
	const values: Record<string, unknown> = {};
	for (const { name, type, required } of fields) {
		const value = Object.hasOwn(given, name) ? given[name] : undefined;
		if (value === undefined) {
			if (!required) continue;
			const detail = `'${name}' is missing.`;
			throw refusal('missing_field', { field: name, detail, remedy: `Give it as ${forms[type].words}.` });
		}
		const complaint = forms[type].complaint(value) ?? (required && isEmpty(value) ? missing : undefined);
		if (complaint) {
			const remedy = complaint.remedy ?? `Give it as ${forms[type].words}.`;
			throw refusal(complaint.code, { field: name, detail: `'${name}' ${complaint.words}.`, remedy });
		}
		values[name] = value;
	}
	return values;
}

/** Reads the texts of an address as the values that they stand for; what has another form stays as it is, to be refused. */
export function fromQuery(fields: readonly DeclaredField[], query: Values): Values {
	const typed = (name: string, value: unknown): unknown => {
		const type = fields.find((field) => field.name === name)?.type;
		if (typeof value !== 'string') return value;
		if (type === 'number') return /^-?\d{1,15}(\.\d{1,9})?$/.test(value) ? Number(value) : value;
		if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
		if (type === 'list')
			return value
				.split(',')
				.map((word) => word.trim())
				.filter(Boolean);
		return value;
	};
	return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, typed(name, value)]));
}

interface Complaint {
	readonly code: 'wrong_type' | 'too_long' | 'missing_field';
	readonly words: string;
	readonly remedy?: string;
}

const missing: Complaint = { code: 'missing_field', words: 'is empty' };
const isEmpty = (value: unknown) =>
	typeof value === 'string' ? value.trim() === '' : Array.isArray(value) && value.length === 0;

/** The form of each type: what it is in words, and what is wrong with a value that has another one. */
const forms: Readonly<Record<FieldType, { words: string; complaint(value: unknown): Complaint | undefined }>> = {
	text: {
		words: 'a text',
		complaint: (value) => (typeof value === 'string' ? lengthOf(value) : wrong(value, 'a text')),
	},
	number: { words: 'a number', complaint: (value) => (Number.isFinite(value) ? undefined : wrong(value, 'a number')) },
	boolean: {
		words: 'true or false',
		complaint: (value) => (typeof value === 'boolean' ? undefined : wrong(value, 'true or false')),
	},
	list: {
		words: 'a list of texts',
		complaint: (value) => {
			if (!Array.isArray(value)) return wrong(value, 'a list of texts');
			const other: unknown = value.find((entry) => typeof entry !== 'string');
			if (other !== undefined) return wrong(other, 'a list of texts', 'holds');
			if (value.length > longestList) return tooLong(`has ${value.length} entries`, `${longestList} at the most`);
			return value.map((entry) => lengthOf(String(entry))).find((complaint) => complaint !== undefined);
		},
	},
};

function lengthOf(text: string): Complaint | undefined {
	return text.length > longestText
		? tooLong(`has ${text.length} characters`, `${longestText} characters at the most`)
		: undefined;
}

const tooLong = (words: string, most: string): Complaint => ({ code: 'too_long', words, remedy: `Give ${most}.` });

function wrong(value: unknown, expected: string, verb = 'is'): Complaint {
	return { code: 'wrong_type', words: `${verb} ${typeInWords(value)}, and must be ${expected}` };
}

function typeInWords(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'a list';
	const words: Readonly<Record<string, string>> = { string: 'a text', object: 'an object', boolean: 'true or false' };
	return words[typeof value] ?? `a ${typeof value}`;
}
