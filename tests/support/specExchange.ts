import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { z } from 'zod';

const media = z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })).default({}) });
const operation = z.object({
	requestBody: media.optional(),
	responses: z.record(z.string(), media),
	parameters: z
		.array(z.union([z.object({ name: z.string(), in: z.string() }), z.object({ $ref: z.string() })]))
		.default([]),
});
const documented = z.object({
	components: z.unknown(),
	paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/** A request as it went over the wire, with its body decoded, and what was answered. */
export interface Exchange {
	readonly method: string;
	/** Without the query. */
	readonly path: string;
	readonly query?: URLSearchParams;
	readonly body?: unknown;
	readonly answer?: { readonly status: number; readonly body: unknown };
}

/** What a vendor's specification has against an exchange; nothing where all is well. */
export function exchangeComplaints(spec: unknown, { method, path, query, body, answer }: Exchange): string[] {
	const { paths } = documented.parse(spec);
	// A path that is written out comes before one with a place for an ID.
	const template = path in paths ? path : Object.keys(paths).find((known) => fits(path, known));
	const found = operation.safeParse(template && paths[template]?.[method.toLowerCase()]);
	const at = `${method} ${path}`;
	if (!found.success) return [`${at} is not documented`];
	const { requestBody, responses, parameters } = found.data;

	const names = parameters.map((parameter) =>
		'name' in parameter ? parameter.name : parameter.$ref.split('/').at(-1),
	);
	const unknown = [...(query?.keys() ?? [])].filter((name) => !names.includes(name));
	const response = answer && (responses[String(answer.status)] ?? responses.default);
	return [
		...unknown.map((name) => `${at} has no parameter '${name}'`),
		...schemaComplaints(spec, schemaOf(requestBody), body, `${at} asks`),
		...(answer ? schemaComplaints(spec, schemaOf(response), answer.body, `${at} answers`) : []),
	];
}

/** What a schema of the specification has against a value. */
export function namedComplaints(spec: unknown, schema: string, value: unknown): string[] {
	return schemaComplaints(spec, { $ref: `#/components/schemas/${schema}` }, value, schema);
}

function schemaComplaints(spec: unknown, schema: unknown, value: unknown, at: string): string[] {
	if (schema === undefined)
		return value === undefined || value === '' ? [] : [`${at} with a body that is not documented`];
	const validate = validatorOf(spec, schema);
	if (validate(structuredClone(value))) return [];
	return (validate.errors ?? []).map(
		({ instancePath, message, params }) => `${at} ${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
	);
}

interface OpenSpec {
	readonly ajv: Ajv;
	readonly compiled: Map<string, ValidateFunction>;
}

const opened = new WeakMap<object, OpenSpec>();

/** The specification in a validator, opened once: schemas that others name are compiled for all of them. */
function open(spec: unknown): OpenSpec {
	const components = componentsOf(spec);
	const holder = typeof components === 'object' && components !== null ? components : {};
	const known = opened.get(holder);
	if (known) return known;
	// Form fields are text: they are read as the types that the schema names. The vendor's own formats are let be, and
	// some of their patterns are none under the flag `u`.
	const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: true, logger: false, unicodeRegExp: false });
	addFormats(ajv);
	ajv.addSchema({ $id: 'spec', components });
	const made = { ajv, compiled: new Map<string, ValidateFunction>() };
	opened.set(holder, made);
	return made;
}

function validatorOf(spec: unknown, schema: unknown): ValidateFunction {
	const { ajv, compiled } = open(spec);
	const key = JSON.stringify(nullsAllowed(schema)).replaceAll('"$ref":"#/', '"$ref":"spec#/');
	const known = compiled.get(key);
	if (known) return known;
	const made = ajv.compile({ allOf: [JSON.parse(key)] });
	compiled.set(key, made);
	return made;
}

const translated = new WeakMap<object, unknown>();

/** The components in words that a validator of JSON Schema knows; translated once, for some are large. */
function componentsOf(spec: unknown): unknown {
	const { components } = documented.parse(spec);
	if (typeof components !== 'object' || components === null) return components;
	const known = translated.get(components) ?? nullsAllowed(components);
	translated.set(components, known);
	return known;
}

/** OpenAPI's `nullable` stands alone too; JSON Schema has a type for it. */
function nullsAllowed(schema: unknown): unknown {
	if (Array.isArray(schema)) return schema.map(nullsAllowed);
	if (typeof schema !== 'object' || schema === null) return schema;
	const inner = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, nullsAllowed(part)]));
	const { nullable, ...rest } = inner;
	return nullable === true && !('type' in rest) ? { anyOf: [rest, { type: 'null' }] } : inner;
}

function schemaOf(part: z.output<typeof media> | undefined): unknown {
	return Object.values(part?.content ?? {})[0]?.schema;
}

function fits(path: string, template: string): boolean {
	const [given, known] = [path.split('/'), template.split('/')];
	return given.length === known.length && known.every((part, index) => /^\{.*\}$/.test(part) || part === given[index]);
}
