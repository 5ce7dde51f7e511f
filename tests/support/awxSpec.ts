import type { LoggedRequest } from '../../stack/standins/shared';
import { exchangeComplaints, type Exchange } from './specExchange';

/** A part of a document that is changed where it is known to lack something. */
interface Document {
	paths: Record<string, Record<string, unknown>>;
}

const text = { type: 'string' };
const list = (name: string) => ({
	get: {
		parameters: [...['page', 'page_size', 'order_by', 'name'].map((one) => ({ name: one, in: 'query', schema: text }))],
		responses: { '200': { content: {} } },
		operationId: name,
	},
});
const plain = (name: string, ...parameters: string[]) => ({
	get: {
		parameters: parameters.map((one) => ({ name: one, in: 'query', schema: text })),
		responses: { '200': { content: {} } },
		operationId: name,
	},
});

/**
 * What the code of AWX serves and the hand-written document leaves out: detail views, labels, the settings, and any field
 * as a filter. Sources: awx/api/urls, awx/api/filters.py.
 */
export function completedAwx(spec: unknown): unknown {
	const { paths, ...rest } = structuredClone(spec) as Document;
	const more = {
		'/api/v2/inventories/{id}/': plain('inventory'),
		'/api/v2/inventories/{id}/script/': plain('inventoryScript', 'hostvars'),
		'/api/v2/projects/{id}/': plain('project'),
		'/api/v2/settings/jobs/': plain('jobSettings'),
		'/api/v2/jobs/{id}/labels/': list('jobLabels'),
		'/api/v2/labels/': {
			...list('labels'),
			post: {
				parameters: [],
				requestBody: {
					content: {
						'application/json': {
							schema: {
								type: 'object',
								required: ['name', 'organization'],
								properties: { name: text, organization: { type: 'integer' } },
								additionalProperties: false,
							},
						},
					},
				},
				responses: { '201': { content: {} } },
			},
		},
	};
	const jobs = paths['/api/v2/jobs/']?.get as { parameters: unknown[] };
	jobs.parameters.push(
		...['labels__name', 'labels__name__startswith', 'include'].map((name) => ({ name, in: 'query', schema: text })),
	);
	const inventories = paths['/api/v2/inventories/']?.get as { parameters: unknown[] };
	inventories.parameters.push({ name: 'name', in: 'query', schema: text });
	return { ...rest, paths: { ...paths, ...more } };
}

export function awxComplaints(
	spec: unknown,
	{ method, path, body }: Pick<LoggedRequest, 'method' | 'path' | 'body'>,
	answer?: Exchange['answer'],
): string[] {
	const [place = '', query] = path.split('?');
	return exchangeComplaints(spec, {
		method,
		path: place,
		query: new URLSearchParams(query),
		body: body === '' ? undefined : JSON.parse(body),
		answer,
	});
}
