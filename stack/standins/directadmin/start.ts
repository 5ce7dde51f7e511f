import {
	defaultPackages,
	formOf,
	startStandin,
	type PlayedPackage,
	type Standin,
	type StandinAnswer,
	type StandinOptions,
	type StandinRequest,
} from '../shared';
import { answerApi } from './answerApi';
import { answerCommand } from './answerCommand';
import { accountOf, type Caller } from './call';
import { packageSettings, type DirectAdminState } from './state';

export type { DirectAdminState } from './state';

export interface DirectAdminOptions {
	/** 0 chooses a free port. */
	readonly port: number;
	/** The password or login key of the admin or reseller. */
	readonly token: string;
	readonly username?: string;
	/** A reseller sees only the accounts that it made. */
	readonly role?: Caller['role'];
	/** The commands that the login key may run. The default is all. */
	readonly allowedCommands?: readonly string[];
	readonly hostname?: string;
	readonly ipAddress?: string;
	readonly packages?: Readonly<Record<string, PlayedPackage>>;
	/** How many users the licence allows. The default is any number. */
	readonly licensedUsers?: number;
	readonly stateFile?: string;
	/** With this key and certificate, the stand-in listens by https. */
	readonly tls?: StandinOptions<DirectAdminState>['tls'];
}

/** Plays one DirectAdmin server, with the legacy commands and the JSON API. */
export async function startDirectAdmin(options: DirectAdminOptions): Promise<Standin<DirectAdminState>> {
	const { port, token, username = 'admin', role = 'admin', allowedCommands } = options;
	const { hostname = 'web3.hosting.example', ipAddress = '192.0.2.12', packages = defaultPackages } = options;
	return await startStandin<DirectAdminState>({
		name: `DirectAdmin ${hostname}`,
		port,
		stateFile: options.stateFile,
		tls: options.tls,
		initial: () => ({
			hostname,
			ipAddress,
			packages: Object.fromEntries(Object.entries(packages).map(([name, one]) => [name, packageSettings(one)])),
			accounts: {},
			zones: {},
			licensedUsers: options.licensedUsers ?? 0,
			quirks: { loginPage: false, deleteReportsError: false, translated: false, entities: false },
		}),
		nameOf,
		handle: async (request, state) =>
			await answer(request, state, { token, caller: { username, role }, allowedCommands }),
	});
}

/** The name of a request in faults and in the log: `CMD_API_SELECT_USERS delete`, `POST /api/db-manage/create-db`. */
function nameOf(request: StandinRequest): string {
	const { method, path } = request;
	if (path.startsWith('/api/')) return `${method} ${path}`;
	const fields = fieldsOf(request);
	const act = fields.get('action') ?? (fields.get('delete') === 'yes' ? 'delete' : fields.get('suspend'));
	const name = path.slice(1);
	if (act !== null) return `${name} ${act.toLowerCase()}`;
	return method === 'GET' ? name : `${name} save`;
}

interface LogIn {
	readonly token: string;
	readonly caller: Caller;
	readonly allowedCommands: readonly string[] | undefined;
}

async function answer(request: StandinRequest, state: DirectAdminState, login: LogIn): Promise<StandinAnswer> {
	const { caller, allowedCommands } = login;
	const isApi = request.path.startsWith('/api/');
	const [who, onBehalfOf] = loggedInAs(request, login.token);
	const actor = onBehalfOf === undefined ? undefined : accountOf({ state, caller }, onBehalfOf);
	if (who !== caller.username || (onBehalfOf !== undefined && !actor)) return notLoggedIn(isApi, state);

	const command = isApi ? request.path.split('/')[2] : request.path.slice(1);
	const mayRun = !allowedCommands || (command !== undefined && allowedCommands.includes(command));
	return isApi
		? answerApi(request, { state, caller, actor, allowedCommands }, mayRun)
		: await answerCommand(request.path.slice(1), { fields: fieldsOf(request), state, caller, actor }, mayRun);
}

/**
 * Returns the user of the Basic log-in, and the account for which it acts (`admin|user`). A wrong token returns nobody.
 */
function loggedInAs({ headers }: StandinRequest, token: string): [who?: string, onBehalfOf?: string] {
	const [, basic = ''] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
	const [, who = '', given] = /^([^:]*):(.*)$/s.exec(Buffer.from(basic, 'base64').toString('utf8')) ?? [];
	if (given !== token) return [];
	const [user, account] = who.split('|');
	return [user, account];
}

const loginPage = `<!DOCTYPE html><html><head><title>DirectAdmin Login</title></head>
<body><form action="/CMD_LOGIN" method="post"><input name="username"><input name="password"></form></body></html>`;

function notLoggedIn(isApi: boolean, { quirks }: DirectAdminState): StandinAnswer {
	if (quirks.loginPage) return { headers: { 'content-type': 'text/html; charset=utf-8' }, body: loginPage };
	return isApi ? { status: 401, body: { type: 'UNAUTHORIZED' } } : { status: 401, body: 'Unauthorized' };
}

const fieldsOf = (request: StandinRequest) => new URLSearchParams([...request.query, ...formOf(request)]);
