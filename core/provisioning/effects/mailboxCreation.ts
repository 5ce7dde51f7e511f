import { z } from 'zod';
import { comparableAddress } from '../../kernel/mailAddress';
import type { SideEffect } from '../../tasks';
import { accountRef, type ControlPanel, mailbox, type Mailbox } from '../../panels';
import { accountNamed, mailboxOf, notThere, readBackOf, refOf, secretNamed, taken, type AccountTarget } from './shared';

const intentSchema = accountRef.extend({ address: z.string(), quotaMegabytes: z.number().nullable() });
type Intent = z.infer<typeof intentSchema>;

export interface MailboxInput extends AccountTarget {
	/** A whole address, or only the part before the `@` for the account's own domain. */
	readonly address: string;
	/** Null is unlimited. */
	readonly quotaMegabytes: number | null;
	/** Generated unless it is given. */
	readonly password?: string;
}

/**
 * Creates a mailbox. It is ours when `plan` did not find it and it exists afterwards.
 *
 * @throws ExternalError from `plan`: `exists` when the mailbox exists.
 */
export function mailboxCreation(panel: ControlPanel): SideEffect<MailboxInput, Intent, Mailbox> {
	return {
		name: 'mailbox.create',
		intent: intentSchema,
		result: mailbox,
		async plan({ account, address: local, quotaMegabytes, password }) {
			const holder = await accountNamed(panel, account);
			const address = comparableAddress(local.includes('@') ? local : `${local}@${holder.domain}`);
			if (await mailboxOf(panel, holder, address)) throw taken(`The mailbox ${address}`, 'address');
			return {
				intent: { ...refOf(holder), address, quotaMegabytes },
				secrets: { password: password ?? panel.generatePassword() },
			};
		},
		async apply(intent, secrets) {
			const { address, quotaMegabytes } = intent;
			await panel.createMailbox(intent, { address, quotaMegabytes, password: secretNamed('password', secrets) });
			const made = await mailboxOf(panel, intent, address);
			if (made) return made;
			throw notThere(`mailbox ${address}`);
		},
		readBack: async (intent) =>
			await readBackOf<Mailbox>(panel, intent, async () => {
				const found = await mailboxOf(panel, intent, intent.address);
				return found ? { state: 'ours', result: found } : { state: 'absent' };
			}),
		undo: async (intent) => await panel.deleteMailbox(intent, intent.address),
	};
}
