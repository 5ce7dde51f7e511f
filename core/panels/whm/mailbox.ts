import { z } from 'zod';
import { comparableAddress, partsOfAddress } from '../../kernel/mailAddress';
import type { AccountRef, Mailbox, NewMailbox } from '../types';
import { answerless, count } from './answers';
import type { Whm } from './transport';

export async function createMailbox(whm: Whm, { username: user }: AccountRef, mailbox: NewMailbox): Promise<void> {
	const parameters = {
		...partsOf(mailbox.address),
		password: mailbox.password,
		quota: mailbox.quotaMegabytes ?? 0,
		send_welcome_email: 0,
	};
	await whm({ name: 'Email/add_pop', user, parameters, changes: true }, answerless);
}

const listed = z.array(z.object({ email: z.string(), _diskused: count.optional(), _diskquota: count.optional() }));

export async function listMailboxes(whm: Whm, { username: user }: AccountRef): Promise<Mailbox[]> {
	const found = await whm({ name: 'Email/list_pops_with_disk', user }, listed);
	return (
		found
			// The account's own mailbox is called "Main Account".
			.filter(({ email }) => email.includes('@'))
			.map(({ email, _diskused: used, _diskquota: quota }) => ({
				address: comparableAddress(email),
				quotaMegabytes: quota ? quota / 1_048_576 : null,
				diskBytes: used ?? null,
			}))
	);
}

export async function changeMailboxPassword(
	whm: Whm,
	{ username: user }: AccountRef,
	address: string,
	password: string,
): Promise<void> {
	const parameters = { ...partsOf(address), password };
	await whm({ name: 'Email/passwd_pop', user, parameters, changes: true }, answerless);
}

export async function deleteMailbox(whm: Whm, { username: user }: AccountRef, address: string): Promise<void> {
	await whm({ name: 'Email/delete_pop', user, parameters: partsOf(address), changes: true }, answerless);
}

function partsOf(address: string): { email: string; domain: string } {
	const { name: email, domain } = partsOfAddress(address);
	return { email, domain };
}
