import { z } from 'zod';
import type { LoggedRequest } from '../../stack/standins/shared';
import { exchangeComplaints, type Exchange } from './specExchange';

const file = z.looseObject({
	components: z.looseObject({ schemas: z.record(z.string(), z.looseObject({ properties: z.unknown().optional() })) }),
});

/** The file, in which a body may have no fields but the documented ones. */
export function closed(spec: unknown): unknown {
	const { components, ...rest } = file.parse(spec);
	const schemas = Object.entries(components.schemas).map(([name, schema]) => [
		name,
		schema.properties === undefined ? schema : { additionalProperties: false, ...schema },
	]);
	return { ...rest, components: { ...components, schemas: Object.fromEntries(schemas) as unknown } };
}

/** What Plesk's file has against a request to the REST API, and against its answer where it is given. */
export function restComplaints(
	spec: unknown,
	{ method, path, body }: Pick<LoggedRequest, 'method' | 'path' | 'body'>,
	answer?: Exchange['answer'],
): string[] {
	const [place = '', query] = path.replace(/^\/api\/v2/, '').split('?');
	return exchangeComplaints(spec, {
		method,
		path: place,
		query: new URLSearchParams(query),
		body: body === '' ? undefined : JSON.parse(body),
		answer,
	});
}
