import { z } from 'zod';
import type { SideEffect } from '../../tasks';
import { accountRef, type AccountRef, type ControlPanel } from '../../panels';
import { accountNamed, presentAccount, refOf, secretNamed } from './shared';

const result = accountRef.extend({ passwordChanged: z.literal(true) });
type Result = z.infer<typeof result>;

export interface PasswordInput {
	/** User name or domain. */
	readonly account: string;
	readonly password: string;
}

/** An account with another password. No panel tells a password, so an interrupted change is simply made again. */
export function passwordChange(panel: ControlPanel): SideEffect<PasswordInput, AccountRef, Result> {
	return {
		name: 'account.changePassword',
		intent: accountRef,
		result,
		plan: async ({ account, password }) => ({
			intent: refOf(await accountNamed(panel, account)),
			secrets: { password },
		}),
		async apply(planned, secrets) {
			await presentAccount(panel, planned);
			await panel.changePassword(planned, secretNamed('password', secrets));
			return { ...planned, passwordChanged: true };
		},
		readBack: async () => await Promise.resolve({ state: 'absent' }),
	};
}
