import { recordRenewal } from '../../../core/billing';
import { prepareCharges, prepareRecordings, recordCharge, whileOwed, type MoneyToRecord } from '../../../core/charges';
import { prepareNotice, reactivate, recordNotice, runDunning } from '../../../core/dunning';
import { moneyRecording, recordCreation } from '../../../core/invoiceNinja';
import { ExternalError, InputError } from '../../../core/kernel/errors';
import { mailDelivery, type MessageInput } from '../../../core/messages';
import { carryOut, undoNamed } from '../../../core/provisioning';
import { issueRenewal, prepareRenewals } from '../../../core/renewals';
import { savedMethod, savedMethodCharge } from '../../../core/stripe';
import {
	claimTask,
	completeTask,
	failTask,
	finishRollback,
	openStep,
	runStep,
	takeDueTasks,
	undoList,
	undoStep,
	type ClaimedTask,
	type SideEffect,
} from '../../../core/tasks';
import { taskKindNames } from '../../../nodes/shared/taskKinds';
import { z } from 'zod';
import type { YearProcess } from './world';

/*
 * What the starter workflows do, node by node, by the functions that their nodes call. A node that fails sends its item to
 * the error output, which fails the task; a process that dies does nothing more.
 */

/** 20 recurring billing: collect, then renew. */
export async function recurringBilling(process: YearProcess) {
	const { office } = process;
	for (const { taskId } of await prepareCharges(office, {})) if (taskId !== null) await runTask(process, taskId);
	const { prepared } = await prepareRenewals(office, { missedPeriods: 'ask' });
	for (const { taskId } of prepared) await runTask(process, taskId);
	return prepared;
}

/** 21 dunning and suspension: the decisions, and the letters. */
export async function dunning(process: YearProcess) {
	const result = await runDunning(process.office, { list: 10_000 });
	for (const { taskId } of result.notices) if (taskId !== null) await runTask(process, taskId);
	return result;
}

/** 22 reactivate on payment. */
export async function reactivation(process: YearProcess): Promise<void> {
	for (const { taskId, done } of await reactivate(process.office)) {
		if (taskId !== null && done) await runTask(process, taskId);
	}
}

/** 13 resume interrupted work, with what has become due meanwhile; and money that Invoice Ninja is to know. */
export async function resumption(process: YearProcess): Promise<void> {
	const { office } = process;
	for (const { taskId } of await prepareRecordings(office, {})) await runTask(process, taskId);
	for (;;) {
		const due = await office.store.asStaff(async (transaction) => await takeDueTasks(transaction, 50, taskKindNames));
		if (due.length === 0) return;
		for (const { taskId } of due) await runTask(process, taskId);
	}
}

/** Runs a task by the workflow of its kind: claim, the steps, complete; or fail, and take back what lasts. */
export async function runTask(process: YearProcess, taskId: string): Promise<void> {
	const { office } = process;
	const task = await claimTask(office, taskId);
	if (!task) return;
	if (task.direction === 'roll_back') {
		await rollBack(process, taskId);
		return;
	}
	try {
		await stepsOf(process, task);
		await completeTask(office, taskId);
	} catch (error) {
		if (!(error instanceof ExternalError || error instanceof InputError)) throw error;
		const { next } = await failTask(office, taskId, 'roll_back');
		if (next === 'roll_back') await rollBack(process, taskId);
	}
}

async function rollBack({ office, panel }: YearProcess, taskId: string): Promise<void> {
	for (const step of await undoList(office, taskId)) {
		await undoStep(office, { taskId, stepName: step.name }, undoNamed(panel));
	}
	await finishRollback(office, taskId);
}

async function stepsOf(process: YearProcess, task: ClaimedTask): Promise<void> {
	if (task.kind === 'charge') await chargeInvoice(process, task);
	else if (task.kind === 'renewal') await issueInvoice(process, task);
	else if (task.kind === 'record_money') await recordMoney(process, task.taskId, recording.parse(task.input).money);
	else if (task.kind === 'dunning_notice') await sendNotice(process, task);
	else await changeService(process, task);
}

async function step<Input, Intent, Result>(
	{ office }: YearProcess,
	place: { readonly taskId: string; readonly stepName: string },
	effect: SideEffect<Input, Intent, Result>,
	input: Input,
): Promise<Result> {
	return await runStep(openStep(office, place, effect), input);
}

const chargeContext = z.object({
	stripeCustomerId: z.string().nullable(),
	amountMinor: z.number(),
	currency: z.string(),
	refusedMethods: z.array(z.string()),
	invoice: z.object({ invoiceNumber: z.string() }),
	customer: z.object({ customerCode: z.string() }),
});

async function chargeInvoice(process: YearProcess, { taskId, ...told }: ClaimedTask): Promise<void> {
	const { office, stripe } = process;
	const { stripeCustomerId, amountMinor, currency, refusedMethods, invoice, customer } = chargeContext.parse(told);
	const customerId = stripeCustomerId ?? '';
	const method = await savedMethod(stripe, customerId, refusedMethods);
	if (method) {
		const place = { taskId, stepName: 'charge' };
		const effect = whileOwed(
			savedMethodCharge(stripe),
			{ taskId, office: async () => await Promise.resolve(office) },
			stripe,
		);
		await step(process, place, effect, {
			work: { kind: 'step', id: `${taskId}/charge` },
			params: {
				...{ customerId, paymentMethodId: method.paymentMethodId, amount: { amountMinor, currency } },
				references: { invoice: invoice.invoiceNumber, customerCode: customer.customerCode },
			},
		});
	}
	const { money } = await recordCharge(office, taskId);
	if (money) await recordMoney(process, taskId, money);
}

const money = z.object({
	clientId: z.string(),
	reference: z.string(),
	amountMinor: z.number(),
	currency: z.string(),
	date: z.string(),
	invoices: z.array(z.object({ invoiceId: z.string(), amountMinor: z.number() })),
});
const recording = z.object({ money });

async function recordMoney(process: YearProcess, taskId: string, { invoices, ...told }: MoneyToRecord): Promise<void> {
	await step(process, { taskId, stepName: 'recordMoney' }, moneyRecording(process.ninja), {
		...told,
		typeId: null,
		shares: [...invoices],
	});
}

const renewalContext = z.object({
	invoiceId: z.uuid(),
	destination: z.enum(['store', 'invoice_ninja']),
	ninjaClientId: z.string().nullable(),
	mark: z.string(),
	dueOn: z.string(),
	lines: z.array(z.object({ description: z.string(), unitPrice: z.string(), productKey: z.string() })),
});

async function issueInvoice(process: YearProcess, { taskId, ...told }: ClaimedTask): Promise<void> {
	const { office, ninja } = process;
	const { invoiceId, destination, ninjaClientId, mark, dueOn, lines } = renewalContext.parse(told);
	if (destination === 'store') {
		await issueRenewal(office, invoiceId);
		return;
	}
	const row = await step(process, { taskId, stepName: 'invoice' }, recordCreation(ninja, 'invoice'), {
		body: {
			...{ client_id: ninjaClientId, due_date: dueOn },
			line_items: lines.map(({ description, unitPrice, productKey }) => ({
				...{ product_key: productKey, notes: description, cost: Number(unitPrice), quantity: 1 },
			})),
		},
		flags: { mark_sent: 'true' },
		key: { field: 'po_number', value: mark, among: { client_id: ninjaClientId ?? '' } },
	});
	await recordRenewal(office, { invoiceId, row });
}

async function sendNotice(process: YearProcess, { taskId }: ClaimedTask): Promise<void> {
	const { office, post } = process;
	const letter = await prepareNotice(office, taskId, {});
	const data = { customerName: letter.customerName, ...dataOf(letter) };
	const message = { template: letter.template, language: letter.language, data } as unknown as MessageInput;
	const delivery = mailDelivery({ transport: post, ifInterrupted: 'send_again' });
	await step(process, { taskId, stepName: 'mail' }, delivery, { ...message, to: letter.to });
	await recordNotice(office, taskId);
}

function dataOf(letter: Awaited<ReturnType<typeof prepareNotice>>): object {
	const { notice, domain, invoiceNumber, template } = letter;
	if (notice) return { notice };
	return template === 'serviceSuspended' ? { domain, reason: 'overdue', invoiceNumber } : { domain };
}

async function changeService({ office, panel }: YearProcess, { taskId }: ClaimedTask): Promise<void> {
	const doors = {
		panel: async () => await Promise.resolve({ panel }),
		runner: async () => await Promise.reject(new Error('nothing here is delivered by playbook')),
	};
	await carryOut(office, doors, { taskId, stepName: 'account', timeoutSeconds: 60 });
}
