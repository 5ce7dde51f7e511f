import { z } from 'zod';
import type { SideEffect } from '../../tasks';
import { accountRef, type AccountRef, type ControlPanel } from '../../panels';
import { accountNamed, presentAccount, refOf, secretNamed, type AccountTarget } from './shared';

const result = accountRef.extend({ passwordChanged: z.literal(true) });
type Result = z.infer<typeof result>;

export interface PasswordInput extends AccountTarget {
	readonly password: string;
}

/** Changes the password of an account. No panel tells a password, so the pack repeats an interrupted change. */
export function passwordChange(panel: ControlPanel): SideEffect<PasswordInput, AccountRef, Result> {
	return {
		name: 'account.changePassword',
		intent: accountRef,
		result,
		plan: async ({ account, password }) => ({
			intent: refOf(await accountNamed(panel, account)),
			secrets: { password },
		}),
		async apply(intent, secrets) {
			await presentAccount(panel, intent);
			await panel.changePassword(intent, secretNamed('password', secrets));
			return { ...intent, passwordChanged: true };
		},
		readBack: async () => await Promise.resolve({ state: 'absent' }),
	};
}
