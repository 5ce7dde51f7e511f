import { readXml } from '../../../core/kernel/xml';
import {
	defaultPackages,
	jsonOf,
	startStandin,
	type PlayedPackage,
	type Standin,
	type StandinAnswer,
	type StandinOptions,
	type StandinRequest,
} from '../shared';
import { answerRest } from './rest';
import { guidOf, limitsOf, noQuirks, type PleskState } from './state';
import { answerXml, operationIn, systemError } from './xml';

export type { PleskState } from './state';

export interface PleskOptions {
	/** 0 chooses a free port. */
	readonly port: number;
	readonly secretKey: string;
	/** The password of `admin`. Without it, the stand-in refuses every log-in with a password. */
	readonly adminPassword?: string;
	readonly hostname?: string;
	readonly ipAddress?: string;
	readonly packages?: Readonly<Record<string, PlayedPackage>>;
	/** How many domains the licence allows. The default is any number. */
	readonly licensedDomains?: number;
	readonly stateFile?: string;
	readonly tls?: StandinOptions<PleskState>['tls'];
}

/** Plays one Plesk server, with REST v2, its utilities and the XML API. */
export async function startPlesk(options: PleskOptions): Promise<Standin<PleskState>> {
	const { port, packages = defaultPackages, tls, stateFile } = options;
	const { hostname = 'web2.hosting.example', ipAddress = '192.0.2.11', licensedDomains = -1 } = options;
	return await startStandin<PleskState>({
		name: `Plesk ${hostname}`,
		port,
		stateFile,
		tls,
		initial: () => ({
			hostname,
			ipAddress,
			plans: Object.entries(packages).map(([name, option], index) => ({
				...{ id: index + 1, guid: guidOf(index + 1), name, owner: '', limits: limitsOf(option), webmail: 'roundcube' },
			})),
			clients: [],
			webspaces: {},
			zones: {},
			nextId: 100,
			licensedDomains,
			extensions: { letsencrypt: true },
			keyAddresses: ['127.0.0.1'],
			quirks: { ...noQuirks },
		}),
		nameOf,
		handle: async (request, state) => await answer(request, state, options),
	});
}

const xmlPath = '/enterprise/control/agent.php';

/** The name of a request in faults and in the log: `REST POST /clients`, `XML webspace.add`, `CLI extension --exec`. */
function nameOf(request: StandinRequest): string {
	const { method, path } = request;
	if (path === xmlPath) return `XML ${operationIn(readXml(request.body))[0]}`;
	const [, utility] = /^\/api\/v2\/cli\/([^/]+)\/call$/.exec(path) ?? [];
	if (utility === undefined) return `REST ${method} ${path.replace(/^\/api\/v2/, '')}`;
	const body = jsonOf(request) as { params?: readonly string[] } | undefined;
	return `CLI ${utility} ${body?.params?.[0] ?? ''}`;
}

async function answer(request: StandinRequest, state: PleskState, options: PleskOptions): Promise<StandinAnswer> {
	const isXml = request.path === xmlPath;
	if (state.quirks.maintenancePage) return page('Maintenance', 'This server is being looked after.');
	if (!isLoggedIn(request, options, isXml)) {
		if (state.quirks.loginPage) return page('Plesk', '<form><input name="login_name"><input type="password"></form>');
		if (isXml) {
			return 'key' in request.headers
				? systemError(state, 11003, 'PleskAPIInvalidSecretKeyException : Invalid secret key usage')
				: systemError(state, 1001, 'You have entered incorrect username or password.');
		}
		return { status: 401, body: { code: 0, message: 'Unauthorized' } };
	}
	return isXml ? answerXml(request.body, state, options.secretKey) : await answerRest(request, state);
}

function isLoggedIn({ headers }: StandinRequest, { secretKey, adminPassword }: PleskOptions, isXml: boolean): boolean {
	const key = headers[isXml ? 'key' : 'x-api-key'];
	if (key !== undefined) return key === secretKey;
	if (adminPassword === undefined) return false;
	if (isXml) return headers.http_auth_login === 'admin' && headers.http_auth_passwd === adminPassword;
	return headers.authorization === `Basic ${Buffer.from(`admin:${adminPassword}`).toString('base64')}`;
}

const page = (title: string, body: string): StandinAnswer => ({
	headers: { 'content-type': 'text/html; charset=utf-8' },
	body: `<!DOCTYPE html><html><head><title>${title}</title></head><body>${body}</body></html>`,
});
