import type { BackOffice } from '../db';
import { systemClock, type Clock } from '../kernel/clock';
import type { CertificateReportData } from '../messages';
import { mostCertificates } from '../messages';
import type { UnreadServer } from './check';
import { claimNotices, type DueNotice } from './notices';

export interface CertificateReport {
	/** How many certificates staff are told of. */
	readonly due: number;
	/** To be recorded when the mail was sent. */
	readonly noticeIds: readonly string[];
	readonly report: CertificateReportData;
}

/**
 * What staff are to be told tonight: the certificates that have reached a threshold, as many as a mail holds, and the panels
 * that could not be read.
 */
export async function reportCertificates(
	office: Pick<BackOffice, 'store'>,
	{ thresholds, unread }: { readonly thresholds: readonly number[]; readonly unread: readonly UnreadServer[] },
	clock: Clock = systemClock,
): Promise<CertificateReport> {
	const claimed = await claimNotices(office, { audience: 'staff', thresholds, most: null }, clock);
	const sorted = claimed.toSorted((one, other) => one.expiresAt.getTime() - other.expiresAt.getTime());
	return {
		due: sorted.length,
		noticeIds: sorted.map(({ noticeId }) => noticeId),
		report: {
			certificates: sorted.slice(0, mostCertificates).map(shown),
			more: Math.max(0, sorted.length - mostCertificates),
			unread: unread.map((server) => ({ ...server })),
		},
	};
}

function shown(notice: DueNotice): CertificateReportData['certificates'][number] {
	const { host, port, source, serverCode, customerCode, issuer, says, days, expiresAt } = notice;
	const asked = notice.renewalAskedAt !== null;
	return {
		...{ host, port, serverCode, customerCode, days, expiresAt: expiresAt.toISOString() },
		issuer: issuer === '' ? null : issuer,
		says: says === '' ? null : says,
		renewal:
			source === 'host' || !notice.renewable
				? 'none'
				: !asked
					? 'not_asked'
					: notice.renewalRefused === ''
						? 'asked'
						: 'refused',
		refused: notice.renewalRefused === '' ? null : notice.renewalRefused,
	};
}
