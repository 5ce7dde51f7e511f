import { markSent } from './billing/invoices';
import { saveBill } from './billing/save';
import { sendBill } from './billing/send';
import type { Row } from './state';
import { all, touch, type Call } from './store';
import { daysAfter, num, text, today, truth, valuesList } from './values';

/** frequency_id in days or months (app/Models/RecurringInvoice.php, nextSendDate). */
const days: Readonly<Record<string, number>> = { '1': 1, '2': 7, '3': 14, '4': 28 };
const months: Readonly<Record<string, number>> = {
	'5': 1,
	'6': 2,
	'7': 3,
	'8': 4,
	'9': 6,
	'10': 12,
	'11': 24,
	'12': 36,
};

/** The same day of a later month; the last one where the month is shorter (addMonthNoOverflow). */
export function nextSendDate(date: string, frequency: string): string {
	const plain = days[frequency];
	if (plain !== undefined) return daysAfter(date, plain);
	const at = new Date(`${date}T00:00:00Z`);
	const day = at.getUTCDate();
	at.setUTCDate(1);
	at.setUTCMonth(at.getUTCMonth() + (months[frequency] ?? 1));
	const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
	at.setUTCDate(Math.min(day, last));
	return at.toISOString().slice(0, 10);
}

/** RecurringService::start: what has cycles left becomes active. The dates that it missed are still ahead of it. */
export function start(row: Row): void {
	if (num(row.remaining_cycles) === 0) return;
	row.status_id = '2';
	touch(row);
}

/** RecurringService::stop. */
export function stop(row: Row): void {
	if (text(row.status_id) === '2') row.status_id = '3';
	touch(row);
}

/** One invoice of it, sent as its settings say (app/Jobs/RecurringInvoice/SendRecurring.php). */
export function issue(call: Call, row: Row): Row {
	const { id: _id, number: _number, ...like } = row;
	const made = saveBill({ ...call, query: new URLSearchParams(), body: {} }, 'invoices', {
		...like,
		date: today(),
		due_date: '',
		invitations: valuesList(row.invitations).map(({ client_contact_id }) => ({ client_contact_id })),
	});
	made.recurring_id = row.id;
	made.auto_bill_enabled = truth(row.auto_bill_enabled);
	markSent(call, made);
	sendBill(call, 'invoices', made, 'email_template_invoice');
	row.last_sent_date = today();
	row.next_send_date = nextSendDate(text(row.next_send_date) || today(), text(row.frequency_id));
	row.next_send_date_client = row.next_send_date;
	if (num(row.remaining_cycles) > 0) row.remaining_cycles = num(row.remaining_cycles) - 1;
	if (num(row.remaining_cycles) === 0) row.status_id = '4';
	touch(row);
	return made;
}

/** The hourly job (app/Jobs/Cron/RecurringInvoicesCron.php): one of each that is due, so missed ones come one an hour. */
export function runHourly(call: Call): number {
	const due = all(call.company, 'recurring_invoices').filter(
		(row) =>
			text(row.status_id) === '2' &&
			row.archived_at === 0 &&
			text(row.next_send_date) !== '' &&
			text(row.next_send_date) <= today(),
	);
	for (const row of due) issue(call, row);
	return due.length;
}
