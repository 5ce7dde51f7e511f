import { z } from 'zod';
import type { Transaction } from '../db';

const messageRow = z.object({
	messageLogId: z.uuid(),
	customerId: z.uuid().nullable(),
	taskId: z.uuid().nullable(),
	template: z.string(),
	language: z.string(),
	recipient: z.string(),
	subject: z.string(),
	/** The Message-ID header. A repeat has the same one. */
	messageId: z.string(),
	/** `uncertain`: the mail server may or may not have taken it. */
	status: z.enum(['sent', 'uncertain']),
	sentAt: z.date(),
});
type LoggedMessage = Readonly<z.infer<typeof messageRow>>;

const columns = `id as message_log_id, customer_id, task_id, template, language, recipient,
	subject, message_id, status, sent_at`;

type NewMessage = Omit<LoggedMessage, 'messageLogId' | 'sentAt'>;

/** Records a mail. The same Message-ID is the same mail, and a mail that was sent stays sent. */
export async function logMessage(transaction: Transaction, message: NewMessage): Promise<void> {
	await transaction.run(
		`insert into msp.message_log (customer_id, task_id, template, language, recipient, subject, message_id, status)
		values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (message_id) do update set sent_at = now(),
			status = case when message_log.status = 'sent' then 'sent' else excluded.status end`,
		[
			message.customerId,
			message.taskId,
			message.template,
			message.language,
			message.recipient,
			message.subject,
			message.messageId,
			message.status,
		],
	);
}

/** Newest first. */
export async function listMessages(
	transaction: Transaction,
	filter: { readonly customerId?: string; readonly taskId?: string; readonly limit: number | null },
): Promise<LoggedMessage[]> {
	return await transaction.rows(
		messageRow,
		`select ${columns} from msp.message_log
		where ($1::uuid is null or customer_id = $1) and ($2::uuid is null or task_id = $2)
		order by sent_at desc, id limit $3`,
		[filter.customerId ?? null, filter.taskId ?? null, filter.limit],
	);
}
