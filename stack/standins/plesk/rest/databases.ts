import { z } from 'zod';
import { weakness } from '../passwords';
import { domainsIn, hasRoom, limitsIn, nextId, webspaceById, type PleskState, type Webspace } from '../state';
import { refusal, success, type Routes } from './answer';

const parent = z.object({ id: z.number() });
const newDatabase = z.object({ name: z.string(), type: z.literal('mysql'), parent_domain: parent });
const newUser = z.object({
	login: z.string().min(1).max(32),
	password: z.string(),
	parent_domain: parent,
	database_id: z.number(),
});

const every = ({ webspaces }: PleskState) => Object.values(webspaces);

const databaseAnswer = (webspace: Webspace, { id, name }: Webspace['databases'][number]) => {
	const first = Object.values(webspace.databaseUsers).find(({ databaseId }) => databaseId === id);
	return { id, name, type: 'mysql', parent_domain: webspace.id, server_id: 1, default_user_id: first?.id ?? 0 };
};

const usersIn = (webspace: Webspace) =>
	Object.entries(webspace.databaseUsers).map(([login, { id, databaseId }]) => ({ id, login, database_id: databaseId }));

function userOf(state: PleskState, id: string | undefined) {
	return every(state)
		.flatMap((webspace) => Object.entries(webspace.databaseUsers).map(([login, user]) => ({ webspace, login, user })))
		.find(({ user }) => String(user.id) === id);
}

export const databaseRoutes: Routes = {
	'GET /databases': ({ state, query }) => {
		const domain = query.get('domain');
		const site = domainsIn(state).find(({ name }) => name === domain);
		if (domain !== null && !site) return refusal(state, 404, 'Domain does not exist');
		const held = site ? [site.webspace] : every(state);
		return {
			body: held.flatMap((webspace) => webspace.databases.map((database) => databaseAnswer(webspace, database))),
		};
	},
	'POST /databases': ({ state, body }) => {
		const { name, parent_domain: of } = newDatabase.parse(body);
		const webspace = webspaceById(state, of.id);
		if (!webspace) return refusal(state, 404, 'Domain does not exist');
		if (every(state).some(({ databases }) => databases.some((held) => held.name === name))) {
			return refusal(state, 400, `Database ${name} already exists`);
		}
		if (!hasRoom(limitsIn(state, webspace).max_db, webspace.databases.length)) {
			return refusal(state, 400, 'The limit on databases is reached');
		}
		const made = { id: nextId(state), name };
		webspace.databases.push(made);
		return { body: databaseAnswer(webspace, made) };
	},
	'DELETE /databases/*': ({ state, variables: [id] }) => {
		const webspace = every(state).find(({ databases }) => databases.some((one) => String(one.id) === id));
		if (!webspace) return refusal(state, 404, 'Database does not exist');
		webspace.databases = webspace.databases.filter((one) => String(one.id) !== id);
		webspace.databaseUsers = Object.fromEntries(
			Object.entries(webspace.databaseUsers).filter(([, { databaseId }]) => String(databaseId) !== id),
		);
		return success;
	},
	'GET /dbusers': ({ state, query }) => {
		const id = query.get('dbId');
		const all = every(state).flatMap(usersIn);
		return { body: all.filter((user) => id === null || String(user.database_id) === id) };
	},
	'POST /dbusers': ({ state, body }) => {
		const given = newUser.safeParse(body);
		if (!given.success) return refusal(state, 400, 'Database user name is not valid');
		const { login, password, parent_domain: of, database_id: databaseId } = given.data;
		const webspace = webspaceById(state, of.id);
		if (!webspace?.databases.some((one) => one.id === databaseId)) {
			return refusal(state, 404, 'Database does not exist');
		}
		if (every(state).some(({ databaseUsers }) => databaseUsers[login])) {
			return refusal(state, 400, `User ${login} already exists`);
		}
		const weak = weakness(state, password);
		if (weak) return refusal(state, 400, weak);
		const id = nextId(state);
		webspace.databaseUsers[login] = { id, password, databaseId };
		return { body: { id, login, database_id: databaseId } };
	},
	'PUT /dbusers/*': ({ state, body, variables: [id] }) => {
		const found = userOf(state, id);
		if (!found) return refusal(state, 404, 'Database user does not exist');
		const { password } = z.object({ password: z.string() }).parse(body);
		const weak = weakness(state, password);
		if (weak) return refusal(state, 400, weak);
		found.user.password = password;
		return success;
	},
	'DELETE /dbusers/*': ({ state, variables: [id] }) => {
		const found = userOf(state, id);
		if (!found) return refusal(state, 404, 'Database user does not exist');
		const { webspace, login } = found;
		webspace.databaseUsers = Object.fromEntries(
			Object.entries(webspace.databaseUsers).filter(([other]) => other !== login),
		);
		return success;
	},
};
