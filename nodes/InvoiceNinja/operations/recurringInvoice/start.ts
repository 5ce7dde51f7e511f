import { z } from 'zod';
import {
	frequencies,
	isoDay,
	missedInvoices,
	recordUpdate,
	type Frequency,
	type Missed,
	type NinjaRow,
} from '../../../../core/invoiceNinja';
import { InputError } from '../../../../core/kernel/errors';
import { durableStepFields } from '../../../shared/durableStep';
import { choice } from '../../../shared/field';
import { found, rowField } from '../../build/common';
import { made } from '../../build/create';
import { actionOperation, actOn } from '../../build/states';
import { recurringInvoiceKind } from '../../kinds/documents';

const words: readonly string[] = Object.values(frequencies);
const schedule = z.object({
	next_send_date: z.string().regex(/^\d{4}-\d{2}-\d{2}/),
	frequency_id: z.coerce.string(),
	remaining_cycles: z.coerce.number().default(-1),
});

/** What would be issued for days that are over; nothing when the row has no date. */
function missedOf(row: NinjaRow): Missed {
	const read = schedule.safeParse(row).data;
	const frequency = read && Object.entries(frequencies).find(([id]) => id === read.frequency_id)?.[1];
	if (!read || !frequency || !isFrequency(frequency)) return { count: 0, nextDate: '' };
	const nextSendDate = read.next_send_date.slice(0, 10);
	return missedInvoices({ nextSendDate, frequency, remainingCycles: read.remaining_cycles }, isoDay(new Date()));
}

const isFrequency = (word: string): word is Frequency => words.includes(word);

/** `Start` of a recurring invoice. */
export const startRecurring = made({
	name: 'start',
	label: 'Start',
	action: 'Start recurring invoice',
	description: 'Start or go on issuing invoices. What was missed is not issued unless you say so.',
	fields: {
		row: rowField(recurringInvoiceKind),
		ifLate: choice(
			'If Invoices Were Missed',
			{ refuse: 'Refuse', skip: 'Skip Them', issue: 'Issue All of Them' },
			{
				description:
					'Invoice Ninja catches up: it issues every invoice whose day is over, one an hour. To skip them sets the next date first.',
			},
		),
		...durableStepFields,
	},
	run: async (context, given) => {
		const { row: id, ifLate } = given as { row: string; ifLate: string };
		const { ninja } = context;
		const row = found(await ninja.get('recurring_invoice', id), recurringInvoiceKind, id);
		const missed = missedOf(row);
		if (missed.count > 0 && ifLate === 'refuse' && row.status_id !== '2') throw tooLate(missed.count, row);
		if (missed.count > 0 && ifLate === 'skip') {
			await skipTo(context, id, missed.nextDate);
		}
		const started = await actOn(context, recurringInvoiceKind, 'start', id);
		return { ...started, missed: missed.count, willIssue: ifLate === 'issue' ? missed.count : 0 };
	},
});

/** The date is no step of its own: a repeat of the whole sets it again, to the same day. */
async function skipTo({ ninja }: Parameters<typeof actOn>[0], id: string, nextDate: string): Promise<void> {
	const effect = recordUpdate(ninja, 'recurring_invoice');
	const { intent } = await effect.plan({ id, body: { next_send_date: nextDate } });
	await effect.apply(intent, {});
}

function tooLate(count: number, { next_send_date: date }: NinjaRow): InputError {
	return new InputError(
		'ifLate',
		`is Refuse, and Invoice Ninja would issue ${count} missed ${count === 1 ? 'invoice' : 'invoices'}, one an hour, since ${String(date).slice(0, 10)}`,
		'Choose Skip Them or Issue All of Them, or set the next date first.',
		'conflict',
	);
}

export const stopRecurring = actionOperation(recurringInvoiceKind, {
	name: 'stop',
	label: 'Stop',
	action: 'stop',
	verb: 'Stop recurring invoice',
	description: 'Issue no more invoices until it is started again',
});
