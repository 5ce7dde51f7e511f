import type { SideEffect } from '../../tasks';
import { accountRef, type AccountRef, certificate, type Certificate, type ControlPanel } from '../../panels';
import { accountNamed, readBackOf, refOf, type AccountTarget } from './shared';

/** Requests a certificate. The panel makes it later. A repeat does no harm. */
export function certificateRequest(panel: ControlPanel): SideEffect<AccountTarget, AccountRef, Certificate> {
	return {
		name: 'certificate.request',
		intent: accountRef,
		result: certificate,
		plan: async (input) => ({ intent: refOf(await accountNamed(panel, input.account)) }),
		async apply(intent) {
			const obstacle = await panel.requestCertificate(intent);
			return { ...(await panel.certificateOf(intent)), ...(obstacle === undefined ? {} : { obstacle }) };
		},
		readBack: async (intent) =>
			await readBackOf<Certificate>(panel, intent, async () => {
				const found = await panel.certificateOf(intent);
				const requested = found.state === 'valid' || found.state === 'pending';
				return requested ? { state: 'ours', result: found } : { state: 'absent' };
			}),
	};
}
