import { z } from 'zod';
import type { SideEffect } from '../../tasks';
import { accountRef, type ControlPanel } from '../../panels';
import { accountNamed, isPresent, mailboxOf, presentMailbox, refOf } from './shared';

const intent = accountRef.extend({ address: z.string() });
type Intent = z.infer<typeof intent>;
const result = z.object({ address: z.string(), deleted: z.literal(true) });
type Result = z.infer<typeof result>;

export interface MailboxDeletionInput {
	/** User name or domain. */
	readonly account: string;
	readonly address: string;
}

/** The end of a mailbox and its mail. It cannot be taken back. */
export function mailboxDeletion(panel: ControlPanel): SideEffect<MailboxDeletionInput, Intent, Result> {
	return {
		name: 'mailbox.delete',
		intent,
		result,
		async plan({ account, address }) {
			const holder = await accountNamed(panel, account);
			await presentMailbox(panel, holder, address);
			return { intent: { ...refOf(holder), address } };
		},
		async apply(planned) {
			await panel.deleteMailbox(planned, planned.address);
			return { address: planned.address, deleted: true };
		},
		async readBack(planned) {
			// With the account its mailboxes are gone too.
			const left = (await isPresent(panel, planned)) && (await mailboxOf(panel, planned, planned.address));
			return left ? { state: 'absent' } : { state: 'ours', result: { address: planned.address, deleted: true } };
		},
	};
}
