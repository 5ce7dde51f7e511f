import { z } from 'zod';
import { certificateFor } from '../shared/certificate';
import type { StandinAnswer } from '../shared';
import type { PleskState } from './state';
import { said } from './words';

const asked = z.object({ params: z.array(z.string()) });

interface Ended {
	readonly code: number;
	readonly says: string;
}
type Utility = (state: PleskState, params: readonly string[]) => Ended | Promise<Ended>;

const valueAfter = (params: readonly string[], option: string): string | undefined =>
	params.includes(option) ? params[params.indexOf(option) + 1] : undefined;

/** The stand-in plays only the script of the Let's Encrypt extension. */
const extension: Utility = async (state, params) => {
	const [command, name = '', script, ...more] = params;
	if (command !== '--exec' || script !== 'cli.php' || !state.extensions[name]) {
		return { code: 1, says: `Extension '${name}' not found` };
	}
	const names = more.flatMap((word, at) => (more[at - 1] === '-d' ? [word] : []));
	const [domain = ''] = names;
	const webspace = state.webspaces[domain];
	if (!webspace) return { code: 1, says: `Domain '${domain}' does not exist` };
	webspace.certificateLooks ??= 0;
	webspace.certificate = await certificateFor(domain, names);
	return { code: 0, says: 'The certificate is issued' };
};

const database: Utility = (state, params) => {
	const [command, login = ''] = params;
	const webspace = state.webspaces[valueAfter(params, '-domain') ?? ''];
	const user = webspace?.databaseUsers[login];
	if (command !== '--update-dbuser' || !user) return { code: 1, says: `Database user '${login}' does not exist` };
	if (params.includes('-any-database')) user.databaseId = 0;
	return { code: 0, says: 'The database user was updated' };
};

export const utilities: Readonly<Record<string, Utility>> = { database, extension };

/** Answers HTTP 200 whatever the result is. Returns undefined when there is no such utility. */
export async function callUtility(state: PleskState, name: string, body: unknown): Promise<StandinAnswer | undefined> {
	const utility = utilities[name];
	if (!utility) return undefined;
	const { code, says } = state.quirks.utilitiesFail
		? { code: 1, says: 'The utility failed' }
		: await utility(state, asked.parse(body).params);
	const text = said(state, says);
	return { body: { code, stdout: code === 0 ? text : '', stderr: code === 0 ? '' : text } };
}
