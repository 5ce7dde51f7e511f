import { z } from 'zod';
import { type ShownTask, showTask, type TaskOffice } from '../../core/tasks';
import { findServer, type Server } from '../../core/servers';
import { findServiceOfOrder, type Service } from '../../core/services';

const eventRow = z.object({
	paymentEventId: z.uuid(),
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

/** Looks up what has come of an event of a provider that pays for an order. */
export async function orderProgress(
	backOffice: Pick<TaskOffice, 'store' | 'kinds'>,
	eventId: string,
	orderReference: string,
): Promise<OrderProgress> {
	const found = await backOffice.store.asStaff(async (transaction) => {
		const event = await transaction.row(
			eventRow,
			`select id as "paymentEventId", outcome, received_at as "receivedAt", processed_at as "processedAt"
			from msp.payment_event where event_id = $1`,
			[eventId],
		);
		const service = await findServiceOfOrder(transaction, orderReference);
		const server = service?.serverId ? await findServer(transaction, service.serverId) : undefined;
		const payment = await transaction.row(
			z.object({ outcome: z.string(), outcomeDetail: z.string() }),
			`select y.outcome, y.outcome_detail as "outcomeDetail" from msp.payment y
			join msp.payment_event e using (provider, payment_reference) where e.event_id = $1`,
			[eventId],
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
