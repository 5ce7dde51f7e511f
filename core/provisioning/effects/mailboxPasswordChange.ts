import { z } from 'zod';
import type { SideEffect } from '../../tasks';
import { accountRef, type ControlPanel } from '../../panels';
import { accountNamed, presentMailbox, refOf, secretNamed, type AccountTarget } from './shared';

const intentSchema = accountRef.extend({ address: z.string() });
type Intent = z.infer<typeof intentSchema>;
const result = z.object({ address: z.string(), passwordChanged: z.literal(true) });
type Result = z.infer<typeof result>;

export interface MailboxPasswordInput extends AccountTarget {
	readonly address: string;
	readonly password: string;
}

/** Changes the password of a mailbox. No panel tells a password, so the pack repeats an interrupted change. */
export function mailboxPasswordChange(panel: ControlPanel): SideEffect<MailboxPasswordInput, Intent, Result> {
	return {
		name: 'mailbox.changePassword',
		intent: intentSchema,
		result,
		async plan({ account, address, password }) {
			const holder = await accountNamed(panel, account);
			await presentMailbox(panel, holder, address);
			return { intent: { ...refOf(holder), address }, secrets: { password } };
		},
		async apply(intent, secrets) {
			await panel.changeMailboxPassword(intent, intent.address, secretNamed('password', secrets));
			return { address: intent.address, passwordChanged: true };
		},
		readBack: async () => await Promise.resolve({ state: 'absent' }),
	};
}
