import { z } from 'zod';
import {
	defaultPackages,
	formOf,
	startStandin,
	type Standin,
	type StandinAnswer,
	type StandinOptions,
	type StandinRequest,
} from '../shared';
import { accountFunctions } from './functions/accounts';
import { MissingParameter, refused, type Given, type WhmFunction } from './functions/answer';
import { packageFunctions } from './functions/packages';
import { serverFunctions } from './functions/server';
import { uapi_cpanel } from './functions/uapi';
import { zoneFunctions } from './functions/zones';
import type { WhmState } from './state';

export interface WhmOptions {
	/** 0 chooses a free port. */
	readonly port: number;
	readonly token: string;
	/** The user of the token. Every user except root sees only the accounts that the user made. */
	readonly username?: string;
	/** The rights of the token, by WHM's names. The default is all. */
	readonly rights?: readonly string[];
	readonly hostname?: string;
	readonly ipAddress?: string;
	readonly packages?: WhmState['packages'];
	/** How many accounts the licence, or the reseller's allotment, allows. The default is any number. */
	readonly accountLimit?: number;
	readonly stateFile?: string;
	readonly tls?: StandinOptions<WhmState>['tls'];
}

const functions: Readonly<Record<string, WhmFunction>> = {
	...accountFunctions,
	...packageFunctions,
	...serverFunctions,
	...zoneFunctions,
	uapi_cpanel,
};

/** Plays one WHM server (WHM API 1, and UAPI through it), with the answers and the refusals of 11.137. */
export async function startWhm(options: WhmOptions): Promise<Standin<WhmState>> {
	const {
		port,
		token,
		username = 'root',
		rights = ['all'],
		hostname = 'web1.hosting.example',
		ipAddress = '192.0.2.10',
	} = options;
	return await startStandin<WhmState>({
		name: `WHM ${hostname}`,
		port,
		stateFile: options.stateFile,
		tls: options.tls,
		initial: () => ({
			hostname,
			ipAddress,
			accountLimit: options.accountLimit ?? null,
			packages: { ...(options.packages ?? defaultPackages) },
			accounts: {},
			zones: {},
		}),
		nameOf,
		handle: (request, state) => answer(request, state, { token, username, rights }),
	});
}

/** The name of a request in faults and in the log: its function, and the UAPI function if it calls one. */
function nameOf(request: StandinRequest): string {
	const name = functionOf(request);
	const parameters = parametersOf(request);
	const part = (key: string) => parameters.get(`cpanel.${key}`) ?? '';
	const inner = name === 'uapi_cpanel' ? ` ${part('module')}::${part('function')}` : '';
	return `${name}${inner}`;
}

interface LogIn {
	readonly token: string;
	readonly username: string;
	readonly rights: readonly string[];
}

function answer(request: StandinRequest, state: WhmState, login: LogIn): StandinAnswer {
	const name = functionOf(request);
	if (request.headers.authorization !== `whm ${login.username}:${login.token}`) {
		return {
			status: 403,
			body: {
				cpanelresult: { apiversion: '2', error: 'Access denied', data: { reason: 'Access denied', result: '0' } },
			},
		};
	}
	const parameters = parametersOf(request);
	// Without it the real server answers in an older form, which the pack does not read.
	if (parameters.get('api.version') !== '1') return { status: 400, body: 'The stand-in speaks only api.version=1.' };

	const act = functions[name];
	if (act && !mayCall(name, login.rights)) {
		const reason = `(XID standin) You do not have permission to call “${name}”.`;
		return { status: 403, body: { metadata: { version: 1, command: name, result: 0, reason }, data: null } };
	}
	const given = act
		? perform(act, { parameters, state, caller: login.username, rights: login.rights })
		: refused(`Unknown app (“${name}”) requested for this version (1) of the API.`);
	if ('refused' in given) {
		return { body: { metadata: { version: 1, command: name, result: 0, reason: given.refused }, data: given.data } };
	}
	const metadata = {
		version: 1,
		command: name,
		result: 1,
		reason: 'OK',
		...(given.output ? { output: given.output } : {}),
	};
	return { body: chunked({ metadata, data: given.data }, parameters) };
}

function perform(act: WhmFunction, call: Parameters<WhmFunction>[0]): Given {
	try {
		return act(call);
	} catch (error) {
		if (error instanceof MissingParameter) return { refused: error.message };
		throw error;
	}
}

/** The right that each function needs. Other functions need none. */
const rightOf: Readonly<Record<string, string>> = {
	accountsummary: 'acct-summary',
	domainuserdata: 'acct-summary',
	systemloadavg: 'basic-system-info',
	uapi_cpanel: 'cpanel-api',
	acctcounts: 'acct-summary',
	addpkg: 'add-pkg',
	editpkg: 'edit-pkg',
	get_maximum_users: 'all',
	getdiskusage: 'all',
	createacct: 'create-acct',
	verify_new_username: 'create-acct',
	create_user_session: 'create-user-session',
	parse_dns_zone: 'edit-dns',
	mass_edit_dns_zone: 'edit-dns',
	removeacct: 'kill-acct',
	listaccts: 'list-accts',
	listpkgs: 'list-pkgs',
	passwd: 'passwd',
	showbw: 'show-bandwidth',
	suspendacct: 'suspend-acct',
	unsuspendacct: 'suspend-acct',
	changepackage: 'upgrade-account',
};

function mayCall(name: string, rights: readonly string[]): boolean {
	const needed = rightOf[name];
	return needed === undefined || rights.includes('all') || rights.includes(needed);
}

/** Implements `api.chunk`: returns a page of the only list in the data, counted from 1. */
function chunked(body: { metadata: object; data: unknown }, parameters: URLSearchParams): object {
	if (parameters.get('api.chunk.enable') !== '1') return body;
	const lists = z.record(z.string(), z.array(z.unknown())).safeParse(body.data);
	const [list] = lists.success ? Object.entries(lists.data) : [];
	if (!list) return body;
	const [name, rows] = list;
	const start = Number(parameters.get('api.chunk.start') ?? 1);
	const size = Number(parameters.get('api.chunk.size') ?? rows.length);
	const chunk = { current: start, size, records: rows.length, chunks: Math.ceil(rows.length / size) };
	return { metadata: { ...body.metadata, chunk }, data: { [name]: rows.slice(start - 1, start - 1 + size) } };
}

const functionOf = ({ path }: StandinRequest) => path.replace(/^\/json-api\//, '');

function parametersOf(request: StandinRequest): URLSearchParams {
	return new URLSearchParams([...request.query, ...formOf(request)]);
}
