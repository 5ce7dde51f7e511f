import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import type { SideEffect } from '../../tasks';
import { accountRef, type AccountRef, type ControlPanel } from '../../panels';
import { followTermination } from './service';
import { accountNamed, isPresent, refOf, type AccountTarget } from './shared';

const result = accountRef.extend({ terminated: z.literal(true) });
type Result = z.infer<typeof result>;

/** Removes an account and everything in it. Nobody can undo it. */
export function accountTermination(panel: ControlPanel): SideEffect<AccountTarget, AccountRef, Result> {
	return {
		name: 'account.terminate',
		intent: accountRef,
		result,
		plan: async (input) => ({ intent: refOf(await accountNamed(panel, input.account)) }),
		async apply(intent) {
			await panel.terminateAccount(intent);
			if (await isPresent(panel, intent)) {
				throw new ExternalError(
					'unknown',
					`The account '${intent.username}' is still there`,
					'The panel may still be at work: look again in a few minutes.',
				);
			}
			return { ...intent, terminated: true };
		},
		readBack: async (intent) =>
			(await isPresent(panel, intent))
				? { state: 'absent' }
				: { state: 'ours', result: { ...intent, terminated: true } },
		persist: followTermination,
	};
}
