import { describeWithSpec } from './vendorSpec';

export const describeWithSwagger = (name: string, tests: (spec: unknown) => void) =>
	describeWithSpec(name, 'semaphore/api-docs-2.16.14.yml', tests);

interface Parameter {
	readonly name?: string;
	readonly in?: string;
	readonly schema?: unknown;
	readonly $ref?: string;
}
interface Operation {
	readonly parameters?: readonly Parameter[];
	readonly responses: Readonly<Record<string, { readonly schema?: unknown }>>;
}
interface Swagger {
	readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
	readonly definitions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Semaphore's Swagger 2 as an OpenAPI 3 document. What its code has and its file lacks: `limit` of the last tasks, `params`
 * and `secret` of a new task (db/Task.go), and fields that are null where nothing is chosen.
 */
export function asOpenApi(document: unknown): unknown {
	const { paths, definitions } = JSON.parse(
		JSON.stringify(document).replaceAll('#/definitions/', '#/components/schemas/'),
	) as Swagger;
	const schemas = { ...definitions };
	const converted = Object.entries(paths).map(([path, methods]) => [
		path,
		Object.fromEntries(
			Object.entries(methods)
				.filter(([method]) => method !== 'parameters')
				.map(([method, operation]) => [method, converted3(path, method, operation as Operation)]),
		),
	]);
	return { components: { schemas }, paths: Object.fromEntries(converted) as unknown };
}

function converted3(path: string, method: string, { parameters = [], responses }: Operation): unknown {
	const body = parameters.find((one) => one.in === 'body')?.schema;
	const extra = path.endsWith('/tasks/last') ? [{ name: 'limit', in: 'query' }] : [];
	const schema = path.endsWith('/tasks') && method === 'post' ? closedTask(body) : body;
	return {
		...(schema === undefined ? {} : { requestBody: { content: { 'application/json': { schema } } } }),
		parameters: [...parameters.filter((one) => one.in === 'query'), ...extra],
		responses: Object.fromEntries(
			Object.entries(responses).map(([status, response]) => [
				status,
				{ content: response.schema === undefined ? {} : { 'application/json': { schema: response.schema } } },
			]),
		),
	};
}

function closedTask(body: unknown): unknown {
	const schema = body as { readonly properties: Readonly<Record<string, unknown>> };
	const params = {
		type: 'object',
		additionalProperties: false,
		properties: {
			debug: { type: 'boolean' },
			debug_level: { type: 'integer' },
			dry_run: { type: 'boolean' },
			diff: { type: 'boolean' },
			limit: list,
			tags: list,
			skip_tags: list,
		},
	};
	return {
		...schema,
		additionalProperties: false,
		required: ['template_id'],
		properties: { ...schema.properties, params, secret: { type: 'string' } },
	};
}
const list = { type: 'array', items: { type: 'string' } };
