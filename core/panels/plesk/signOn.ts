import { z } from 'zod';
import { InputError, ExternalError } from '../../kernel/errors';
import type { AccountRef, SignOn, SignOnRequest } from '../types';
import { presentWebspace } from './accountLook';
import { customersById } from './customer';
import { errors } from './errors';
import type { Plesk } from './transport';
import type { XmlNode } from '../../kernel/xml';

/** The session is the customer's, and works only for the given browser. Plesk does not tell how long it lasts. */
export async function createSignOn(plesk: Plesk, account: AccountRef, request: SignOnRequest): Promise<SignOn> {
	if (request.service === 'webmail') {
		throw errors.cannot(
			'open webmail without a password',
			'its sessions are for the panel only.',
			'Make a link to the panel: webmail is a click from there, under Mail.',
		);
	}
	const { browserAddress } = request;
	if (browserAddress === undefined || browserAddress.trim() === '') {
		throw new InputError(
			'browserAddress',
			'is missing: Plesk opens a session for one address only',
			"Give the address of the person's browser, as the web server that asks for the link sees it.",
		);
	}
	const login = await customerOf(plesk, account);
	const data: XmlNode[] = [['user_ip', Buffer.from(browserAddress.trim()).toString('base64')], ['source_server']];
	const content: XmlNode[] = [
		['login', login],
		['data', data],
	];
	const call = { name: 'server.create_session', content, changes: true } as const;
	const [session] = await plesk.xml(call, z.object({ id: z.string().min(1) }));
	const url = `${plesk.base}/enterprise/rsession_init.php?PLESKSESSID=${encodeURIComponent(session?.id ?? '')}`;
	return { url, expiresAt: null };
}

/** A link for an administrator or a reseller would open far more than the account. */
async function customerOf(plesk: Plesk, account: AccountRef): Promise<string> {
	const { ownerId, ownerLogin } = await presentWebspace(plesk, account);
	const owner = (await customersById(plesk, [ownerId])).get(ownerId);
	if (owner) return owner.login;
	throw new ExternalError(
		'permission',
		`The subscription ${account.domain} belongs to '${ownerLogin}', who is not a customer: a link would open everything that this user owns`,
		'Give the subscription to a customer of its own in Plesk first.',
	);
}
