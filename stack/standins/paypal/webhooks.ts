import { z } from 'zod';
import type { StandinAnswer } from '../shared';
import { newId } from './events';
import type { PayPalState, Webhook } from './state';

const eventTypes = z.array(z.object({ name: z.string().min(1) }).strict()).min(1);
const newWebhook = z.object({ url: z.url().max(2048), event_types: eventTypes }).strict();
const patch = z
	.array(
		z.discriminatedUnion('path', [
			z.object({ op: z.literal('replace'), path: z.literal('/url'), value: z.url() }).strict(),
			z.object({ op: z.literal('replace'), path: z.literal('/event_types'), value: eventTypes }).strict(),
		]),
	)
	.min(1);

/** A refusal in PayPal's form. */
export function refusal(status: number, name: string, message: string, issues: readonly string[] = []): StandinAnswer {
	const details = issues.map((issue) => ({ field: '', location: 'body', issue, description: issue }));
	return { status, body: { name, message, debug_id: newId().toLowerCase(), details } };
}

const invalid = (...issues: string[]) =>
	refusal(400, 'VALIDATION_ERROR', 'Invalid data provided', issues.length > 0 ? issues : ['INVALID_REQUEST']);

const notFound = refusal(404, 'INVALID_RESOURCE_ID', 'The requested resource ID was not found');

/** Answers a request about webhooks. The path starts after `/v1/notifications`. */
export function webhooksAnswer(method: string, id: string | undefined, body: unknown, state: PayPalState) {
	if (id === undefined) {
		if (method === 'GET') return { body: { webhooks: state.webhooks.map(shown) } };
		return method === 'POST' ? create(body, state) : undefined;
	}
	const webhook = state.webhooks.find((known) => known.id === id);
	if (!webhook) return notFound;
	switch (method) {
		case 'GET':
			return { body: shown(webhook) };
		case 'PATCH':
			return update(body, webhook);
		case 'DELETE':
			state.webhooks = state.webhooks.filter((known) => known !== webhook);
			return { status: 204 };
		default:
			return undefined;
	}
}

function create(body: unknown, state: PayPalState): StandinAnswer {
	const given = newWebhook.safeParse(body);
	if (!given.success) return invalid(...given.error.issues.map(({ message }) => message));
	if (state.webhooks.some(({ url }) => url === given.data.url)) {
		return refusal(400, 'WEBHOOK_URL_ALREADY_EXISTS', 'Webhook URL already exists');
	}
	const webhook: Webhook = { id: newId(), ...given.data };
	state.webhooks.push(webhook);
	return { status: 201, body: shown(webhook) };
}

function update(body: unknown, webhook: Webhook): StandinAnswer {
	const given = patch.safeParse(body);
	if (!given.success) return invalid(...given.error.issues.map(({ message }) => message));
	for (const change of given.data) {
		if (change.path === '/url') webhook.url = change.value;
		else webhook.event_types = change.value;
	}
	return { body: shown(webhook) };
}

function shown(webhook: Webhook) {
	return {
		...webhook,
		event_types: webhook.event_types.map(({ name }) => ({ name, description: name })),
		links: [],
	};
}
