import { domainToUnicode } from 'node:url';
import { z } from 'zod';
import { weakness } from '../passwords';
import { domainsIn, guidOf, nextId, removeWebspace, type PleskClient, type PleskState } from '../state';
import { created, refusal, type Routes } from './answer';

const newClient = z.object({
	name: z.string().min(1).max(60),
	login: z.string().min(1).max(60),
	password: z.string(),
	email: z.string(),
	type: z.enum(['reseller', 'customer', 'admin']),
	external_id: z.string().default(''),
});

const clientOf = ({ clients }: PleskState, id: string | undefined): PleskClient | undefined =>
	clients.find((client) => String(client.id) === id);

export const clientRoutes: Routes = {
	'POST /clients': ({ state, body }) => {
		const given = newClient.safeParse(body);
		if (!given.success) return refusal(state, 400, `Invalid value: ${given.error.issues[0]?.path.join('.') ?? 'body'}`);
		const { external_id: externalId, ...client } = given.data;
		if (state.clients.some(({ login }) => login === client.login)) {
			return refusal(state, 400, 'Account with this name already exists');
		}
		const weak = weakness(state, client.password);
		if (weak) return refusal(state, 400, weak);
		const id = nextId(state);
		state.clients.push({ ...client, id, guid: guidOf(id), externalId, status: 0 });
		return created(id, 201);
	},
	'PUT /clients/*': ({ state, body, variables: [id] }) => {
		const client = clientOf(state, id);
		if (!client) return refusal(state, 404, 'Client does not exist');
		const { password } = z.object({ password: z.string() }).parse(body);
		const weak = weakness(state, password);
		if (weak) return refusal(state, 400, weak);
		client.password = password;
		return created(client.id);
	},
	'DELETE /clients/*': ({ state, variables: [id] }) => {
		const client = clientOf(state, id);
		if (!client) return refusal(state, 404, 'Client does not exist');
		const held = Object.values(state.webspaces).filter(({ ownerId }) => ownerId === client.id);
		if (held.some(({ busyLooks }) => busyLooks > 0)) return refusal(state, 400, 'A backup is under way');
		for (const webspace of held) removeWebspace(state, webspace);
		// It stops at the first error, and the customer stays.
		if (state.quirks.deleteReportsError && held.length > 0) {
			return refusal(state, 400, 'Unable to update the web server');
		}
		state.clients = state.clients.filter((one) => one !== client);
		return created(client.id);
	},
	'GET /clients/*/domains': ({ state, variables: [id] }) => {
		const client = clientOf(state, id);
		if (!client) return refusal(state, 404, 'Client does not exist');
		return {
			body: domainsIn(state)
				.filter(({ webspace }) => webspace.ownerId === client.id)
				.map(domainAnswer),
		};
	},
	'GET /domains': ({ state, query }) => {
		const name = query.get('name');
		const all = domainsIn(state).filter((domain) => name === null || domain.name === name);
		return { body: all.map(domainAnswer) };
	},
};

const domainAnswer = ({ id, name, webspace }: ReturnType<typeof domainsIn>[number]) => ({
	id,
	name: domainToUnicode(name),
	ascii_name: name,
	hosting_type: 'virtual',
	base_domain_id: id === webspace.id ? 0 : webspace.id,
	www_root: `/var/www/vhosts/${webspace.domain}/httpdocs`,
	guid: guidOf(id),
	created: '2026-01-02',
	aliases: [],
});
