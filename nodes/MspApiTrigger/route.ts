import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { scope } from '../../core/apiKeys';
import { declaredFields } from './fields';

const route = z.object({
	method: z.string(),
	path: z.string().trim().min(1, 'must name the address of the route').max(200, 'must have 200 characters at the most'),
	scope,
});

/**
 * What the operator says of the route.
 *
 * @throws InputError or ZodError when a parameter is not right.
 */
export function routeOf(node: IHookFunctions | IWebhookFunctions) {
	const given = Object.fromEntries(['method', 'path', 'scope'].map((name) => [name, node.getNodeParameter(name)]));
	return { ...route.parse(given), fields: declaredFields(node.getNodeParameter('fields', {})) };
}
