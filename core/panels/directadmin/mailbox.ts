import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import { comparableAddress, partsOfAddress } from '../../kernel/mailAddress';
import type { AccountRef, Mailbox, NewMailbox } from '../types';
import { isRefusal } from '../errors';
import type { CallFields } from '../transport';
import { onBehalf, presentAccount } from './accountLook';
import { answerless, count, rowsOf, textual } from './answers';
import { asPasswordRefusal, changed, missing, taken } from './errors';
import type { DirectAdmin } from './transport';
import { usageOf } from './usage';

const megabyte = 1_048_576;

/**
 * Without it DirectAdmin returns some tens of rows (`table_default_ipp`), and only `info` tells that there are more.
 */
const perPage = 1_000;

const row = z.object({
	// The vendor's own sample has the whole address, others have the name alone.
	account: z.string().transform((account) => account.split('@')[0] ?? ''),
	usage: z.object({ quota: textual, usage: textual }).partial().catch({}),
	sent: z.object({ send_limit: textual }).partial().catch({}),
});
const rows = rowsOf(row);
const pages = z
	.object({ info: z.object({ total_pages: count }) })
	.transform(({ info }) => info.total_pages)
	.catch(1);
const listed = z.union([
	z
		.object({ emails: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]) })
		.transform(({ emails }) => ({ emails: rows.parse(emails), pages: pages.parse(emails) })),
	z.strictObject({}).transform(() => ({ emails: [] as Array<z.output<typeof row>>, pages: 1 })),
]);

/** A mailbox, and how many mails a day it may send. A change of the password must send that limit again. */
interface Held extends Mailbox {
	readonly sendLimit: string | undefined;
}

/** The mailboxes of all the account's domains. */
export async function listMailboxes(da: DirectAdmin, account: AccountRef): Promise<Mailbox[]> {
	const { domains } = await presentAccount(da, account);
	const found: Mailbox[] = [];
	for (const domain of domains) {
		const held = await listDomain(da, account, domain);
		found.push(...held.map(({ address, quotaMegabytes, diskBytes }) => ({ address, quotaMegabytes, diskBytes })));
	}
	return found;
}

/** `bytes=yes`: otherwise sizes are rounded, with units. */
async function listDomain(da: DirectAdmin, account: AccountRef, domain: string): Promise<Held[]> {
	const { username: user } = account;
	const found: Held[] = [];
	for (let page = 1; ; page++) {
		const fields = { domain, bytes: 'yes', page, ipp: perPage };
		const { emails, pages: last } = await onBehalf(da, { username: user, domain }, async () => {
			return await da.command({ name: 'CMD_EMAIL_POP', user, fields }, listed);
		});
		// The account's own mailbox has the account's user name. Nobody made it.
		found.push(...emails.filter(({ account: name }) => name !== user).map((one) => asHeld(one, domain)));
		if (page >= last || emails.length === 0) return found;
	}
}

function asHeld({ account: name, usage, sent }: z.output<typeof row>, domain: string): Held {
	return {
		address: comparableAddress(`${name}@${domain}`),
		quotaMegabytes: numberIn(usage.quota) ? (numberIn(usage.quota) ?? 0) / megabyte : null,
		diskBytes: numberIn(usage.usage) ?? null,
		sendLimit: sent.send_limit || undefined,
	};
}

function numberIn(text: string | undefined): number | undefined {
	return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

export async function createMailbox(da: DirectAdmin, account: AccountRef, mailbox: NewMailbox): Promise<void> {
	const { address, password, quotaMegabytes } = mailbox;
	if (await find(da, account, address)) throw taken(`The mailbox ${address}`);
	const fields = { action: 'create', passwd: password, passwd2: password, quota: quotaMegabytes ?? 0 };
	try {
		await changed(
			async () => await write(da, account, address, fields),
			async () => (await find(da, account, address)) !== undefined,
			`the mailbox ${address} is not there`,
		);
	} catch (error) {
		if (!isRefusal(error) || error.errorClass !== 'unknown') throw error;
		throw await creationRefusal(da, account, error);
	}
}

/** Looks at the server whether the package is full, because the words of the refusal may be in any language. */
async function creationRefusal(da: DirectAdmin, account: AccountRef, refused: ExternalError): Promise<ExternalError> {
	const { used, limit } = (await usageOf(da, account)).emailAccounts;
	if (limit === null || used < limit) return refused;
	return new ExternalError('limit', refused.vendorMessage, 'Choose a larger package, or delete a mailbox first.');
}

/** Sends the quota and the daily limit too: DirectAdmin resets every field that a request leaves out. */
export async function changeMailboxPassword(
	da: DirectAdmin,
	account: AccountRef,
	address: string,
	password: string,
): Promise<void> {
	const held = await find(da, account, address);
	if (!held) throw missing(`mailbox ${address}`);
	const kept = { quota: held.quotaMegabytes ?? 0, limit: held.sendLimit };
	try {
		await write(da, account, address, { action: 'modify', passwd: password, passwd2: password, ...kept });
	} catch (error) {
		throw asPasswordRefusal(error);
	}
}

export async function deleteMailbox(da: DirectAdmin, account: AccountRef, address: string): Promise<void> {
	if (!(await find(da, account, address))) throw missing(`mailbox ${address}`);
	await changed(
		async () => await write(da, account, address, { action: 'delete' }),
		async () => (await find(da, account, address)) === undefined,
		`the mailbox ${address} is still there`,
	);
}

async function find(da: DirectAdmin, account: AccountRef, address: string): Promise<Held | undefined> {
	const { domain } = partsOfAddress(address);
	return (await listDomain(da, account, domain)).find((held) => held.address === comparableAddress(address));
}

async function write(da: DirectAdmin, { username }: AccountRef, address: string, fields: CallFields): Promise<void> {
	const { name: user, domain } = partsOfAddress(address);
	const all = { user, domain, ...fields };
	await da.command({ name: 'CMD_API_POP', user: username, fields: all, changes: true }, answerless);
}
