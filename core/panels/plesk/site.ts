import { z } from 'zod';
import { toldDomain } from '../../kernel/domainName';
import { ExternalError } from '../../kernel/errors';
import type { AccountRef } from '../types';
import { presentWebspace } from './accountLook';
import { maybeEmpty, optionalText } from './answers';
import { missing } from './errors';
import type { Plesk } from './transport';
import type { Webspace } from './webspace';
import type { XmlNode } from '../../kernel/xml';

const found = z.object({
	id: optionalText,
	data: maybeEmpty(z.object({ gen_info: z.object({ name: z.string(), 'ascii-name': optionalText }).optional() })),
});

/** Returns every domain of a subscription by its name, also the first, with the ID that mail calls need. */
export async function sitesOf(plesk: Plesk, webspace: Webspace): Promise<ReadonlyMap<string, number>> {
	const content: XmlNode[] = [
		['filter', [['parent-id', webspace.id]]],
		['dataset', [['gen_info']]],
	];
	const sites = new Map([[webspace.account.domain, webspace.id]]);
	for (const { id, data } of await plesk.xml({ name: 'site.get', content, skip: 'missing' }, found)) {
		const { name, 'ascii-name': ascii } = data.gen_info ?? { name: '', 'ascii-name': '' };
		if (id !== '' && name !== '') sites.set(toldDomain(ascii || name), Number(id));
	}
	return sites;
}

const named = z.array(z.object({ name: z.string(), ascii_name: z.string().nullish() }));

/**
 * Checks that a domain belongs to the account, because the log-in may change the whole server.
 *
 * @throws ExternalError `not_found` when the server has no such account or domain, `permission` when the domain belongs
 *   to somebody else.
 */
export async function mustOwn(plesk: Plesk, account: AccountRef, domain: string): Promise<void> {
	const webspace = await presentWebspace(plesk, account);
	if (domain === account.domain || (await sitesOf(plesk, webspace)).has(domain)) return;
	const others = await plesk.rest({ method: 'GET', path: '/domains', query: { name: domain } }, named);
	if (!others.some(({ name, ascii_name: ascii }) => toldDomain(ascii || name) === domain))
		throw missing(`domain ${domain}`);
	throw new ExternalError(
		'permission',
		`The domain ${domain} belongs to another account than '${account.username}'`,
		'Name the account that the domain belongs to.',
	);
}
