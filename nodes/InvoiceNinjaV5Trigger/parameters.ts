import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { findNinjaEvent } from '../../core/invoiceNinja';
import { textLimits } from '../../core/kernel/textLimits';

const parameters = z.object({
	events: z
		.array(z.string().refine((name) => findNinjaEvent(name) !== undefined, 'holds an event that Invoice Ninja has not'))
		.min(1, 'is empty: choose at least one event')
		.transform((names) => [...new Set(names)].sort()),
	endpoint: z.enum(['automatic', 'manual']).default('automatic'),
	arrival: z.enum(['started', 'marked']).default('started'),
	reader: z.string().trim().max(textLimits.key).default(''),
});

/**
 * What the operator says of the trigger.
 *
 * @throws ZodError when a parameter is not right.
 */
export function parametersOf(node: IHookFunctions | IWebhookFunctions) {
	const names = Object.keys(parameters.shape);
	const given = parameters.parse(
		Object.fromEntries(names.map((name) => [name, node.getNodeParameter(name, undefined)])),
	);
	const workflowId = node.getWorkflow().id ?? '';
	return { ...given, reader: given.reader || workflowId, workflowId, nodeId: node.getNode().id };
}
