import { z } from 'zod';
import type { BackOffice } from '../db';
import { dayIn, type Day } from '../kernel/calendar';
import { systemClock, type Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import { lockExistingTask } from '../tasks';
import { settleAttempts } from './attempts';
import { noticeKind } from './noticeTask';

const zoneRow = z.object({ timeZone: z.string() });

export interface RecordedNotice {
	readonly taskId: string;
	/** From which day the notice runs, in the customer's time zone. */
	readonly sentOn: Day;
	/** The stages that the letter was sent for; 0 when it was recorded before. */
	readonly stages: number;
}

/**
 * Notes that the letter of a task was sent: from this day on the notice runs. A repeat changes nothing.
 *
 * @throws InputError when there is no such task, or it is of another kind.
 */
export async function recordNotice(
	{ store }: Pick<BackOffice, 'store'>,
	taskId: string,
	clock: Clock = systemClock,
): Promise<RecordedNotice> {
	return await store.asStaff(async (transaction) => {
		const task = await lockExistingTask(transaction, taskId);
		if (task.kind !== noticeKind.name) {
			throw new InputError('taskId', `is a task of the kind '${task.kind}'`, 'Give one of the kind dunning_notice.');
		}
		const found = await transaction.row(zoneRow, 'select time_zone from msp.customer where id = $1', [task.subjectId]);
		const sentOn = dayIn(found?.timeZone ?? 'UTC', clock.now());
		const stages = await settleAttempts(transaction, taskId, { status: 'sent', sentOn });
		return { taskId, sentOn, stages };
	});
}
