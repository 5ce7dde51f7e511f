import { z } from 'zod';
import type { LoggedRequest } from '../../stack/standins/shared';
import { exchangeComplaints, type Exchange } from './specExchange';

const parameter = z.object({ name: z.string(), in: z.string(), schema: z.unknown().optional() });
const swagger = z.object({
	definitions: z.record(z.string(), z.unknown()),
	paths: z.record(
		z.string(),
		z.record(
			z.string(),
			z.object({
				parameters: z.array(parameter).default([]),
				responses: z.record(z.string(), z.object({ schema: z.unknown().optional() })),
			}),
		),
	),
});

/** DirectAdmin's Swagger file in the words of OpenAPI 3, which the checks know. */
export function openApiOf(file: unknown): unknown {
	const { definitions, paths } = swagger.parse(withComponents(file));
	const content = (schema: unknown) => (schema === undefined ? {} : { content: { json: { schema } } });
	return {
		components: { schemas: relaxed(definitions) },
		paths: Object.fromEntries(
			Object.entries(paths).map(([path, methods]) => [
				path,
				Object.fromEntries(
					Object.entries(methods).map(([method, { parameters, responses }]) => [
						method,
						{
							parameters: parameters
								.filter((one) => one.in !== 'body')
								.map(({ name, in: place }) => ({ name, in: place })),
							requestBody: content(parameters.find((one) => one.in === 'body')?.schema),
							responses: Object.fromEntries(
								Object.entries(responses).map(([status, { schema }]) => [status, content(schema)]),
							),
						},
					]),
				),
			]),
		),
	};
}

/** `currentPassword` is marked as required, and its own text says that it is for sessions only. */
function relaxed(definitions: Readonly<Record<string, unknown>>): unknown {
	const request = z.looseObject({ required: z.array(z.string()) }).parse(definitions['web.loginURLCreateRequest']);
	const required = request.required.filter((name) => name !== 'currentPassword');
	return { ...definitions, 'web.loginURLCreateRequest': { ...request, required } };
}

const withComponents = (file: unknown): unknown =>
	JSON.parse(JSON.stringify(file).replaceAll('#/definitions/', '#/components/schemas/'));

/** What the Swagger file has against a request to the JSON API, and against its answer where it is given. */
export function apiComplaints(
	openApi: unknown,
	{ method, path, body }: Pick<LoggedRequest, 'method' | 'path' | 'body'>,
	answer?: Exchange['answer'],
): string[] {
	const [place = '', query] = path.split('?');
	return exchangeComplaints(openApi, {
		method,
		path: place,
		query: new URLSearchParams(query),
		body: body === '' ? undefined : JSON.parse(body),
		answer,
	});
}
