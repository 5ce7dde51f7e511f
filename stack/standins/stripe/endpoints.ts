import { randomBytes } from 'node:crypto';
import { invalidParameter, newId, noSuch } from './errors';
import type { FormObject } from './form';
import { checked, listOf, metadataOf, page, textOf } from './parameters';
import { apiVersion, type Endpoint, type StripeState } from './state';

const path = '/v1/webhook_endpoints';

/** The endpoint as Stripe shows it, with the secret only once. */
function shown({ secret, ...endpoint }: Endpoint, withSecret = false) {
	return {
		object: 'webhook_endpoint',
		application: null,
		livemode: false,
		...endpoint,
		...(withSecret && { secret }),
	};
}

function find({ endpoints }: StripeState, id: string): Endpoint {
	const found = endpoints.find((endpoint) => endpoint.id === id);
	if (found) return found;
	throw noSuch('webhook endpoint', id);
}

function urlOf(text: string): string {
	if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
	throw invalidParameter('url', 'Invalid URL: An explicit scheme (such as https) must be provided.');
}

/** An endpoint that somebody made by hand in the dashboard. */
export interface GivenEndpoint {
	readonly url: string;
	readonly secret: string;
	readonly events: readonly string[];
}

const givenId = 'we_1given';

/** Puts the given endpoint into the state, or moves the one of the last start. A disabled one stays so. */
export function keepGiven(state: StripeState, given: GivenEndpoint | undefined): StripeState {
	if (!given) return state;
	const known = state.endpoints.find(({ id }) => id === givenId);
	const said = { url: given.url, secret: given.secret, enabled_events: [...given.events] };
	if (known) Object.assign(known, said);
	else state.endpoints.push({ id: givenId, ...said, ...newEndpoint() });
	return state;
}

const newEndpoint = () => ({
	status: 'enabled' as const,
	description: null,
	api_version: apiVersion,
	metadata: {},
	created: Math.floor(Date.now() / 1000),
});

export const endpoints = {
	list: (state: StripeState, query: URLSearchParams) =>
		page(
			state.endpoints.map((endpoint) => shown(endpoint)),
			query,
			path,
		),

	retrieve: (state: StripeState, id: string) => shown(find(state, id)),

	create(state: StripeState, form: FormObject) {
		const given = checked(
			form,
			['url', 'enabled_events', 'api_version', 'description', 'metadata', 'connect'],
			['url', 'enabled_events'],
		);
		const endpoint: Endpoint = {
			id: newId('we'),
			url: urlOf(textOf(given.url, 'url') ?? ''),
			enabled_events: listOf(given.enabled_events, 'enabled_events'),
			status: 'enabled',
			description: textOf(given.description, 'description') ?? null,
			api_version: textOf(given.api_version, 'api_version') ?? null,
			metadata: metadataOf(given.metadata),
			created: Math.floor(Date.now() / 1000),
			secret: `whsec_${randomBytes(24).toString('hex').slice(0, 32)}`,
		};
		state.endpoints.unshift(endpoint);
		return shown(endpoint, true);
	},

	update(state: StripeState, id: string, form: FormObject) {
		const endpoint = find(state, id);
		const given = checked(form, ['url', 'enabled_events', 'description', 'metadata', 'disabled']);
		if (given.url !== undefined) endpoint.url = urlOf(textOf(given.url, 'url') ?? '');
		if (given.enabled_events !== undefined) {
			endpoint.enabled_events = listOf(given.enabled_events, 'enabled_events');
		}
		if (given.disabled !== undefined) endpoint.status = given.disabled === 'true' ? 'disabled' : 'enabled';
		endpoint.metadata = metadataOf(given.metadata, endpoint.metadata);
		return shown(endpoint);
	},

	remove(state: StripeState, id: string) {
		const { id: gone } = find(state, id);
		state.endpoints = state.endpoints.filter((endpoint) => endpoint.id !== gone);
		return { id: gone, object: 'webhook_endpoint', deleted: true };
	},
};
