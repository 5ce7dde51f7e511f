import { z } from 'zod';
import type { BackOffice, Transaction } from '../db';
import { systemClock, type Clock } from '../kernel/clock';
import { endingBefore, type WatchedCertificate } from './certificates';
import { daysUntil, reachedThreshold } from './thresholds';

export const audiences = ['staff', 'customer'] as const;
export type Audience = (typeof audiences)[number];

/** A letter that is due: whoever gets it sends it, and records that it was sent. */
export interface DueNotice extends WatchedCertificate {
	readonly noticeId: string;
	readonly expiresAt: Date;
	readonly thresholdDays: number;
	/** Whole days until the end; negative when it is over. */
	readonly days: number;
}

/** So long a run has a letter in hand. Afterwards it is given out again, for nobody has recorded that it was sent. */
const leaseMs = 2 * 3_600_000;
const dayMs = 86_400_000;
const pageSize = 500;
const identity = z.object({ id: z.uuid() });

/**
 * Gives out the letters that are due, each once for a threshold and a certificate. Of several thresholds that were missed it
 * is the nearest to the end, and a certificate that was renewed begins anew. Two runs at once never get the same letter.
 *
 * @param most null for all.
 */
export async function claimNotices(
	{ store }: Pick<BackOffice, 'store'>,
	{
		audience,
		thresholds,
		most,
	}: { readonly audience: Audience; readonly thresholds: readonly number[]; readonly most: number | null },
	clock: Clock = systemClock,
): Promise<DueNotice[]> {
	const now = clock.now();
	const before = new Date(now.getTime() + Math.max(0, ...thresholds) * dayMs);
	const due: DueNotice[] = [];
	for (let after: string | null = null; most === null || due.length < most;) {
		const from: string | null = after;
		const page: DueNotice[] = [];
		const read = await store.asStaff(async (transaction) => {
			page.length = 0;
			const ending = await endingBefore(transaction, before, from, pageSize);
			for (const one of ending) {
				// What is claimed is in hand: no more of it than is given out.
				if (most !== null && due.length + page.length >= most) break;
				page.push(...(await claimOne(transaction, one, { audience, thresholds, now })));
			}
			return ending;
		});
		due.push(...page);
		const last = read.at(-1);
		if (!last || read.length < pageSize) break;
		after = last.certificateId;
	}
	return due;
}

async function claimOne(
	transaction: Transaction,
	certificate: WatchedCertificate,
	{
		audience,
		thresholds,
		now,
	}: { readonly audience: Audience; readonly thresholds: readonly number[]; readonly now: Date },
): Promise<DueNotice[]> {
	const { certificateId, customerId, customerEmail, expiresAt } = certificate;
	if (expiresAt === null || (audience === 'customer' && (customerId === null || !customerEmail))) return [];
	const thresholdDays = reachedThreshold(expiresAt, now, thresholds);
	if (thresholdDays === undefined) return [];
	const claimed = await transaction.row(
		identity,
		`insert into msp.certificate_notice as n (certificate_id, audience, expires_at, threshold_days, lease_until)
		values ($1, $2, $3, $4, $5)
		on conflict (certificate_id, audience, expires_at, threshold_days) do update set lease_until = excluded.lease_until
			where n.status = 'planned' and n.lease_until <= $6
		returning id`,
		[certificateId, audience, expiresAt, thresholdDays, new Date(now.getTime() + leaseMs), now],
	);
	if (!claimed) return [];
	return [{ ...certificate, expiresAt, noticeId: claimed.id, thresholdDays, days: daysUntil(expiresAt, now) }];
}

/** Records that letters were sent. A repeat changes nothing. Returns how many were not recorded before. */
export async function recordNotices(
	{ store }: Pick<BackOffice, 'store'>,
	noticeIds: readonly string[],
	clock: Clock = systemClock,
): Promise<number> {
	return await store.asStaff(
		async (transaction) =>
			await transaction.run(
				`update msp.certificate_notice set status = 'sent', sent_at = $2 where id = any($1) and status = 'planned'`,
				[noticeIds, clock.now()],
			),
	);
}
