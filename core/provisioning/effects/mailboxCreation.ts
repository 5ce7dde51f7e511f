import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import type { SideEffect } from '../../tasks';
import { accountRef, type ControlPanel, mailbox, type Mailbox } from '../../panels';
import { accountNamed, mailboxOf, readBackOf, refOf, secretNamed } from './shared';

const intent = accountRef.extend({ address: z.string(), quotaMegabytes: z.number().nullable() });
type Intent = z.infer<typeof intent>;

export interface MailboxInput {
	/** User name or domain. */
	readonly account: string;
	/** A whole address, or what stands before the `@` of the account's own domain. */
	readonly address: string;
	/** Null is unlimited. */
	readonly quotaMegabytes: number | null;
	/** Generated where it is not given. */
	readonly password?: string;
}

/**
 * A mailbox. It is ours where it came after we had looked and not found it.
 *
 * @throws ExternalError from `plan`: `exists` where the mailbox is there.
 */
export function mailboxCreation(panel: ControlPanel): SideEffect<MailboxInput, Intent, Mailbox> {
	return {
		name: 'mailbox.create',
		intent,
		result: mailbox,
		async plan({ account, address: wanted, quotaMegabytes, password }) {
			const holder = await accountNamed(panel, account);
			const address = (wanted.includes('@') ? wanted : `${wanted}@${holder.domain}`).toLowerCase();
			if (await mailboxOf(panel, holder, address)) {
				throw new ExternalError('exists', `The mailbox ${address} exists already`, 'Choose another address.');
			}
			return {
				intent: { ...refOf(holder), address, quotaMegabytes },
				secrets: { password: password ?? panel.generatePassword() },
			};
		},
		async apply(planned, secrets) {
			const { address, quotaMegabytes } = planned;
			await panel.createMailbox(planned, { address, quotaMegabytes, password: secretNamed('password', secrets) });
			const made = await mailboxOf(panel, planned, address);
			if (made) return made;
			throw new ExternalError('unknown', `The mailbox ${address} is not there yet`, 'Look again in a few minutes.');
		},
		readBack: async (planned) =>
			await readBackOf<Mailbox>(panel, planned, async () => {
				const found = await mailboxOf(panel, planned, planned.address);
				return found ? { state: 'ours', result: found } : { state: 'absent' };
			}),
		undo: async (planned) => await panel.deleteMailbox(planned, planned.address),
	};
}
