import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';

const eventNames = z.array(z.string().min(1)).min(1, 'is empty: choose at least one event');

/** The event types that the operator chose in one of the lists. */
export function eventsOf(node: IHookFunctions | IWebhookFunctions, parameter: string): string[] {
	return eventNames.parse(node.getNodeParameter(parameter));
}
