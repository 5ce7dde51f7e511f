import { shownFingerprint } from '../../../../core/kernel/fingerprint';
import { serverCertificate } from '../../../../core/kernel/serverCertificate';
import type { PanelLogin } from '../../../../core/panels';
import { findServerLogIn } from '../../../../core/servers';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';

type TlsAddress = Pick<PanelLogin, 'baseUrl' | 'certificateAuthority' | 'certificateFingerprint'>;

export const showCertificate = operation({
	name: 'showCertificate',
	label: 'Show Certificate',
	action: 'Show TLS certificate of server',
	description:
		'Return the certificate that the server shows, trusted or not, with the fingerprint to pin. It sends only a TLS handshake.',
	fields: {},
	run: async (context: PanelContext) => {
		const { baseUrl, certificateAuthority, certificateFingerprint: pinned } = await addressOf(context);
		const { fingerprint, ...shown } = await serverCertificate(baseUrl, { certificateAuthority });
		return {
			serverCode: context.server?.target.name ?? null,
			url: baseUrl,
			fingerprint: shownFingerprint(fingerprint),
			pinned: fingerprint === pinned,
			pinnedFingerprint: pinned === undefined ? null : shownFingerprint(pinned),
			/** Whether the pack talks to the server. A pinned certificate replaces any authority. */
			accepted: pinned === undefined ? shown.trusted : fingerprint === pinned,
			...shown,
		};
	},
});

async function addressOf({ login, server }: PanelContext): Promise<TlsAddress> {
	if (login) return login;
	const record =
		server &&
		(await server.office.store.asStaff(async (transaction) => await findServerLogIn(transaction, server.target.id)));
	if (!record) throw new RangeError('the node is connected neither by a credential nor by a server record');
	return {
		baseUrl: record.baseUrl,
		certificateAuthority: record.certificateAuthority ?? undefined,
		certificateFingerprint: record.certificateFingerprint ?? undefined,
	};
}
