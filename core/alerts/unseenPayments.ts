import { z } from 'zod';
import type { Store } from '../db';
import { raiseForPayment } from './payment';

const paymentRow = z.object({
	paymentId: z.uuid(),
	provider: z.string(),
	paymentReference: z.string(),
	outcome: z.string(),
	outcomeDetail: z.string(),
	amountMinor: z.number(),
	currency: z.string(),
	orderReference: z.string().nullable(),
	customerCode: z.string().nullable(),
	domain: z.string().nullable(),
	serviceStatus: z.string().nullable(),
});

/**
 * Raises an alert for each payment that came to need a person without a run of its own, such as the second payment of an
 * invoice whose first one went back. What a run has raised itself, or is about to, is left alone.
 */
export async function raiseForUnseenPayments(office: { readonly store: Store }): Promise<void> {
	const payments = await office.store.asStaff(
		async (transaction) =>
			await transaction.rows(
				paymentRow,
				`select y.id as payment_id, y.provider, y.payment_reference, y.outcome, y.outcome_detail, y.amount_minor,
					y.currency, s.order_reference, c.customer_code, s.domain, s.status as service_status
				from msp.payment y left join msp.customer c on c.id = y.customer_id left join msp.service s on s.id = y.service_id
				where y.needs_attention and y.updated_at between now() - interval '7 days' and now() - interval '2 minutes'
					and not exists (select from msp.alert a join msp.alert_subject b on b.alert_id = a.id
						where b.subject_id = y.id and b.kind = 'payment' and a.last_seen_at >= y.updated_at - interval '1 minute')
				order by y.updated_at limit 20`,
			),
	);
	for (const payment of payments) await raiseForPayment(office, { ...payment, paymentEventId: null });
}
