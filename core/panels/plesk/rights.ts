import { z } from 'zod';
import { ExternalError, UntrustedServer } from '../../kernel/errors';
import type { ServerTest } from '../types';
import { isRefusal, unless } from '../errors';
import { many, optionalText } from './answers';
import { hasLetsEncrypt } from './certificate';
import type { Plesk } from './transport';

/** The gates that the adapter uses. Plesk opens all of them to an administrator's key, or none. */
export const neededRights = [
	'REST API',
	'XML API',
	'CLI gateway: database',
	'CLI gateway: extension',
	"extension Let's Encrypt",
] as const;
type Right = (typeof neededRights)[number];

const server = z.object({ panel_version: z.string(), panel_update_version: z.string().nullish() });

/**
 * Checks the rights by looks that change nothing.
 *
 * @throws ExternalError `auth` when neither the REST API nor the XML API accepts the log-in.
 */
export async function testConnection(plesk: Plesk): Promise<ServerTest> {
	const missing = new Set<Right>();
	const told = await look(plesk.rest({ method: 'GET', path: '/server' }, server));
	const xml = await look(plesk.xml({ name: 'server.get', content: [['gen_info']] }, z.unknown()));
	if ('refused' in told && 'refused' in xml && told.refused.errorClass === 'auth') throw told.refused;
	if ('refused' in told) missing.add('REST API');
	if ('refused' in xml) missing.add('XML API');

	const commands = await look(plesk.rest({ method: 'GET', path: '/cli/commands' }, z.array(z.string())));
	const known = 'seen' in commands ? commands.seen : [];
	for (const utility of ['database', 'extension'] as const) {
		if (!known.includes(utility)) missing.add(`CLI gateway: ${utility}`);
	}
	const extension = await look(hasLetsEncrypt(plesk));
	if (!('seen' in extension && extension.seen)) missing.add("extension Let's Encrypt");
	return {
		version: 'seen' in told ? [told.seen.panel_version, told.seen.panel_update_version].filter(Boolean).join(' #') : '',
		neededRights,
		missingRights: neededRights.filter((right) => missing.has(right)),
		advice: await adviceOn(plesk),
	};
}

type Look<Seen> = { readonly seen: Seen } | { readonly refused: ExternalError };

async function look<Seen>(work: Promise<Seen>): Promise<Look<Seen>> {
	try {
		return { seen: await work };
	} catch (error) {
		if (!(error instanceof ExternalError) || error instanceof UntrustedServer) throw error;
		if (['transport', 'busy'].includes(error.errorClass)) throw error;
		return { refused: error };
	}
}

const keyInfo = z.object({
	key_info: z.object({ ip_address: many(z.string()), login: optionalText }).optional(),
});

/** A secret key may be bound to addresses; a password opens the panel from anywhere. */
async function adviceOn(plesk: Plesk): Promise<string[]> {
	const { username, token } = plesk.login;
	if (username.trim() !== '') {
		return [
			`This is the password of '${username}', which opens the whole panel: make a secret key that is bound to the address of n8n, and leave the user name empty.`,
		];
	}
	const content = [['filter', [['key', token]]] as const];
	// Plesk may refuse a key the look at keys.
	const told = await unless(isRefusal, plesk.xml({ name: 'secret_key.get_info', content, skip: 'missing' }, keyInfo));
	const own = (told ?? []).flatMap(({ key_info: info }) => (info ? [info] : []));
	if (own.length === 0 || own.some(({ ip_address: bound }) => bound.some((one) => one.trim() !== ''))) return [];
	return ['The secret key may be used from every address: make one that is bound to the address of n8n.'];
}
