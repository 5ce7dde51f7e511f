import { z } from 'zod';
import { type ShownTask, showTask, type TaskOffice } from '../../core/tasks';
import { findServer, type Server } from '../../core/servers';
import { findServiceOfOrder, type Service } from '../../core/services';

const eventRow = z.object({
	paymentEventId: z.uuid(),
	paymentReference: z.string().nullable(),
	outcome: z.string().nullable(),
	receivedAt: z.date(),
	processedAt: z.date().nullable(),
});

/** How far an order has come, as the store knows it. */
export interface OrderProgress {
	readonly event?: z.infer<typeof eventRow>;
	readonly service?: Service;
	/** Where the service has its place. */
	readonly server?: Server;
	readonly payment?: { readonly outcome: string; readonly outcomeDetail: string };
	readonly task?: ShownTask;
}

/** By what the money of an order is found. */
export interface MoneyTrace {
	/** The ID of the provider's event; or, where nobody has chosen one, the reference of the payment that it tells of. */
	readonly event: string;
	/** Under what the payment is kept, if that is another reference than the event's. */
	readonly payment?: string;
}

/** Looks up what has come of an event of a provider that pays for an order. */
export async function orderProgress(
	backOffice: Pick<TaskOffice, 'store' | 'kinds'>,
	trace: MoneyTrace,
	orderReference: string,
): Promise<OrderProgress> {
	const found = await backOffice.store.asStaff(async (transaction) => {
		const event = await transaction.row(
			eventRow,
			`select id as "paymentEventId", payment_reference as "paymentReference", outcome, received_at as "receivedAt", processed_at as "processedAt"
			from msp.payment_event where event_id = $1 or payment_reference = $1 order by received_at limit 1`,
			[trace.event],
		);
		const service = await findServiceOfOrder(transaction, orderReference);
		const server = service?.serverId ? await findServer(transaction, service.serverId) : undefined;
		const payment = await transaction.row(
			z.object({ outcome: z.string(), outcomeDetail: z.string() }),
			`select outcome, outcome_detail as "outcomeDetail" from msp.payment where payment_reference = any($1)`,
			[[event?.paymentReference, trace.payment].filter((reference) => typeof reference === 'string')],
		);
		const task = await transaction.row(
			z.object({ taskId: z.uuid() }),
			`select id as "taskId" from msp.task where subject_id = $1 order by created_at desc limit 1`,
			[service?.serviceId ?? null],
		);
		return { event, service, server, payment, taskId: task?.taskId };
	});
	const { taskId, ...progress } = found;
	return { ...progress, task: taskId === undefined ? undefined : await showTask(backOffice, taskId) };
}
