import { z } from 'zod';
import type { SideEffect } from '../../tasks';
import { accountRef, type ControlPanel } from '../../panels';
import { accountNamed, isPresent, mailboxOf, presentMailbox, refOf, type AccountTarget } from './shared';

const intentSchema = accountRef.extend({ address: z.string() });
type Intent = z.infer<typeof intentSchema>;
const result = z.object({ address: z.string(), deleted: z.literal(true) });
type Result = z.infer<typeof result>;

export interface MailboxDeletionInput extends AccountTarget {
	readonly address: string;
}

/** Deletes a mailbox and its mail. Nobody can undo it. */
export function mailboxDeletion(panel: ControlPanel): SideEffect<MailboxDeletionInput, Intent, Result> {
	return {
		name: 'mailbox.delete',
		intent: intentSchema,
		result,
		async plan({ account, address }) {
			const holder = await accountNamed(panel, account);
			await presentMailbox(panel, holder, address);
			return { intent: { ...refOf(holder), address } };
		},
		async apply(intent) {
			await panel.deleteMailbox(intent, intent.address);
			return { address: intent.address, deleted: true };
		},
		async readBack(intent) {
			// If the account is gone, its mailboxes are gone too.
			const left = (await isPresent(panel, intent)) && (await mailboxOf(panel, intent, intent.address));
			return left ? { state: 'absent' } : { state: 'ours', result: { address: intent.address, deleted: true } };
		},
	};
}
