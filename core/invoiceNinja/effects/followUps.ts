import type { NinjaRow } from '../rows';

/** What one call can do with an invoice beside saving it: the parameters of `POST` and `PUT /invoices`. */
export const followUps = ['mark_sent', 'paid', 'amount_paid', 'send_email', 'auto_bill', 'cancel'] as const;

/** Status numbers of an invoice: 1 draft, 4 paid, 5 cancelled, 6 reversed. */
const statusOf = ({ status_id }: NinjaRow) => Number(status_id);

/** Whether a row shows what was to follow. An e-mail leaves no trace in it: it is taken as sent. */
export function followed(row: NinjaRow, flags: Readonly<Record<string, string>>): boolean {
	const status = statusOf(row);
	if (flags.paid === 'true' && status !== 4) return false;
	if (flags.cancel === 'true' && status !== 5 && status !== 6) return false;
	if (flags.amount_paid !== undefined && !(Number(row.paid_to_date) > 0)) return false;
	return flags.mark_sent !== 'true' || status !== 1;
}
