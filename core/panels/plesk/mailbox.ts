import { z } from 'zod';
import { comparableAddress, partsOfAddress } from '../../kernel/mailAddress';
import type { AccountRef, Mailbox, NewMailbox } from '../types';
import { idleWebspace, presentWebspace } from './accountLook';
import { answerless, bytesText, maybeEmpty, optionalText } from './answers';
import { missing } from './errors';
import { sitesOf } from './site';
import type { Plesk } from './transport';
import type { Webspace } from './webspace';
import type { XmlNode } from '../../kernel/xml';

const megabyte = 1_048_576;

const found = maybeEmpty(
	z.object({
		mailname: z
			.object({
				name: z.string(),
				mailbox: maybeEmpty(z.object({ enabled: optionalText, quota: optionalText, usage: optionalText })),
			})
			.optional(),
	}),
);

/** The mailboxes of all the account's domains. */
export async function listMailboxes(plesk: Plesk, account: AccountRef): Promise<Mailbox[]> {
	const all: Mailbox[] = [];
	for (const [domain, siteId] of await sitesOf(plesk, await presentWebspace(plesk, account))) {
		const content: XmlNode[] = [['filter', [['site-id', siteId]]], ['mailbox'], ['mailbox-usage']];
		for (const { mailname } of await plesk.xml({ name: 'mail.get_info', content, skip: 'missing' }, found)) {
			// A name that only forwards has no mailbox.
			if (mailname?.mailbox.enabled !== 'true') continue;
			all.push({
				address: comparableAddress(`${mailname.name}@${domain}`),
				quotaMegabytes: /^\d+$/.test(mailname.mailbox.quota) ? Number(mailname.mailbox.quota) / megabyte : null,
				diskBytes: /^\d+$/.test(mailname.mailbox.usage) ? Number(mailname.mailbox.usage) : null,
			});
		}
	}
	return all;
}

export async function createMailbox(plesk: Plesk, account: AccountRef, mailbox: NewMailbox): Promise<void> {
	const { name, siteId } = await siteOf(plesk, await idleWebspace(plesk, account), mailbox.address);
	const { password, quotaMegabytes } = mailbox;
	const mailname: XmlNode[] = [
		['name', name],
		[
			'mailbox',
			[
				['enabled', 'true'],
				['quota', bytesText(quotaMegabytes)],
			],
		],
		['password', [['value', password]]],
	];
	await change(
		plesk,
		'mail.create',
		[
			['site-id', siteId],
			['mailname', mailname],
		],
		[password],
	);
}

export async function changeMailboxPassword(
	plesk: Plesk,
	account: AccountRef,
	address: string,
	password: string,
): Promise<void> {
	const { name, siteId } = await siteOf(plesk, await idleWebspace(plesk, account), address);
	const mailname: XmlNode[] = [
		['name', name],
		['password', [['value', password]]],
	];
	await change(
		plesk,
		'mail.update.set',
		[
			['site-id', siteId],
			['mailname', mailname],
		],
		[password],
	);
}

export async function deleteMailbox(plesk: Plesk, account: AccountRef, address: string): Promise<void> {
	const { name, siteId } = await siteOf(plesk, await idleWebspace(plesk, account), address);
	await change(
		plesk,
		'mail.remove',
		[
			['site-id', siteId],
			['name', name],
		],
		[],
	);
}

async function change(plesk: Plesk, name: string, filter: readonly XmlNode[], secrets: readonly string[]) {
	await plesk.xml({ name, content: [['filter', filter]], secrets, changes: true }, answerless);
}

async function siteOf(plesk: Plesk, webspace: Webspace, address: string): Promise<{ name: string; siteId: number }> {
	const { name, domain } = partsOfAddress(address);
	const siteId = domain === webspace.account.domain ? webspace.id : (await sitesOf(plesk, webspace)).get(domain);
	if (siteId === undefined) throw missing(`domain ${domain} in the account '${webspace.account.username}'`);
	return { name, siteId };
}
