import type { SideEffect } from '../../tasks';
import { accountRef, type AccountRef, certificate, type Certificate, type ControlPanel } from '../../panels';
import { accountNamed, readBackOf, refOf } from './shared';

export interface CertificateInput {
	/** User name or domain. */
	readonly account: string;
}

/** A certificate that was asked for; the panel makes it later. Asking again does no harm. */
export function certificateRequest(panel: ControlPanel): SideEffect<CertificateInput, AccountRef, Certificate> {
	return {
		name: 'certificate.request',
		intent: accountRef,
		result: certificate,
		plan: async (wanted) => ({ intent: refOf(await accountNamed(panel, wanted.account)) }),
		async apply(planned) {
			const obstacle = await panel.requestCertificate(planned);
			return { ...(await panel.certificateOf(planned)), ...(obstacle === undefined ? {} : { obstacle }) };
		},
		readBack: async (planned) =>
			await readBackOf<Certificate>(panel, planned, async () => {
				const found = await panel.certificateOf(planned);
				const asked = found.state === 'valid' || found.state === 'pending';
				return asked ? { state: 'ours', result: found } : { state: 'absent' };
			}),
	};
}
