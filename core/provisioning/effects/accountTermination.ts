import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import type { SideEffect } from '../../tasks';
import { accountRef, type AccountRef, type ControlPanel } from '../../panels';
import { followTermination } from './service';
import { accountNamed, isPresent, refOf } from './shared';

const result = accountRef.extend({ terminated: z.literal(true) });
type Result = z.infer<typeof result>;

export interface TerminationInput {
	/** User name or domain. */
	readonly account: string;
}

/** The end of an account and of everything in it. It cannot be taken back. */
export function accountTermination(panel: ControlPanel): SideEffect<TerminationInput, AccountRef, Result> {
	return {
		name: 'account.terminate',
		intent: accountRef,
		result,
		plan: async (wanted) => ({ intent: refOf(await accountNamed(panel, wanted.account)) }),
		async apply(planned) {
			await panel.terminateAccount(planned);
			if (await isPresent(panel, planned)) {
				throw new ExternalError(
					'unknown',
					`The account '${planned.username}' is still there`,
					'The panel may still be at it: look again in a few minutes.',
				);
			}
			return { ...planned, terminated: true };
		},
		readBack: async (planned) =>
			(await isPresent(panel, planned))
				? { state: 'absent' }
				: { state: 'ours', result: { ...planned, terminated: true } },
		persist: followTermination,
	};
}
