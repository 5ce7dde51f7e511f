import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { load } from 'js-yaml';
import { z } from 'zod';
import { root } from './repository';
import { describeWith } from './requirement';

/** Vendors' specifications are not ours to publish: they lie beside the checkout, on machines that have them. */
const folder = process.env.MSP_VENDOR_SPECS ?? join(root, '../shared/specs');

/** Tests against a vendor's specification; skipped by name where it is not at hand. */
export function describeWithSpec(name: string, path: string, tests: (spec: unknown) => void): void {
	const file = join(folder, path);
	const lacking = existsSync(file) ? undefined : `the vendor's specification ${path} is not beside the checkout`;
	describeWith(name, lacking, () => tests(lacking === undefined ? loadSpec(path) : undefined));
}

/** A specification in JSON or YAML. */
export function loadSpec(path: string): unknown {
	const text = readFileSync(join(folder, path), 'utf8');
	return /\.ya?ml$/.test(path) ? load(text) : JSON.parse(text);
}

const documented = z.object({
	components: z.unknown(),
	paths: z.record(
		z.string(),
		z.record(
			z.string(),
			z.object({
				parameters: z
					.array(
						z.object({
							name: z.string(),
							required: z.boolean().default(false),
							schema: z.record(z.string(), z.unknown()),
						}),
					)
					.default([]),
			}),
		),
	),
});

/**
 * Checks fields against the query parameters of an operation: each is documented and fits its schema, and the required
 * ones are there. Gives what is wrong; nothing where all is well.
 */
export function queryComplaints(spec: unknown, path: string, fields: Readonly<Record<string, unknown>>): string[] {
	const { components, paths } = documented.parse(spec);
	const methods = paths[path];
	const operation = methods?.get ?? methods?.post;
	if (!operation) return [`${path} is not documented`];
	const schema = {
		// Where the schemas' own references lead.
		components,
		type: 'object',
		additionalProperties: false,
		required: operation.parameters.filter(({ required }) => required).map(({ name }) => name),
		properties: Object.fromEntries(operation.parameters.map((parameter) => [parameter.name, parameter.schema])),
	};
	// Fields of a form are text: they are read as the types that the schema names. The vendor's own formats are let be.
	const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: 'array', logger: false });
	addFormats(ajv);
	if (ajv.validate(schema, { ...fields })) return [];
	return (ajv.errors ?? []).map(
		({ instancePath, message, params }) => `${path}${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
	);
}
