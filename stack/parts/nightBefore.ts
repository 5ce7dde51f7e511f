import { mailDelivery, smtpTransport } from '../../core/messages';
import { prepareNotice, recordNotice, runDunning } from '../../core/dunning';
import { fixedClock } from '../../core/kernel/clock';
import { claimTask, completeTask, openStep, runStep, type Task } from '../../core/tasks';
import { z } from 'zod';
import type { AttachedStack } from './attach';
import { Told } from './told';

/** What the night before did: the letter, and when its notice began. */
export interface NightBefore {
	readonly template: string;
	readonly sentOn: string;
}

/**
 * Plays what workflow 21 would have done the night before, letter included: a demo cannot wait for a day.
 *
 * @throws Told when nothing was to be said, or n8n was quicker.
 */
export async function playNightBefore(stack: AttachedStack, customerId: string): Promise<NightBefore> {
	const { backOffice, ports, addresses } = stack;
	const clock = fixedClock(new Date(Date.now() - 86_400_000));
	await runDunning(backOffice, { list: 100, clock });
	const taskId = await letterTo(stack, customerId);
	const claimed = taskId && (await claimTask(backOffice, taskId));
	if (!taskId || !claimed) throw new Told('n8n has sent the warning itself: play the demo again.');
	const letter = await prepareNotice(backOffice, taskId, { paymentPage: `${addresses.n8n}/webhook/msp/pay`, clock });
	const transport = smtpTransport(
		{ host: '127.0.0.1', port: ports.smtp, tls: 'none', user: '', password: '', certificateAuthority: '' },
		{ address: 'billing@demo-hosting.example', name: 'Demo Hosting' },
	);
	const { template, language, to, branding, customerName, notice } = letter;
	const delivery = mailDelivery({ transport, ifInterrupted: 'send_again' });
	const mail = { template: templateOf(template), language, to, branding, data: { customerName, notice } };
	await runStep(openStep(backOffice, { taskId, stepName: 'letter' }, delivery), mail);
	const { sentOn } = await recordNotice(backOffice, taskId, clock);
	await completeTask(backOffice, taskId);
	return { template, sentOn };
}

const noticeTemplate = z.enum(['paymentReminder', 'suspensionWarning', 'terminationWarning']);
const templateOf = (name: string) => noticeTemplate.parse(name);

async function letterTo({ backOffice }: AttachedStack, customerId: string): Promise<Task['taskId'] | undefined> {
	const found = await backOffice.store.asStaff(
		async (transaction) =>
			await transaction.row(
				z.object({ taskId: z.uuid() }),
				`select id as task_id from msp.task where kind = 'dunning_notice' and subject_id = $1 and status = 'pending' and input->>'about' = 'unpaid'
				order by created_at desc limit 1`,
				[customerId],
			),
	);
	return found?.taskId;
}
