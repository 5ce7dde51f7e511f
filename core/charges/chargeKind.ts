import { z } from 'zod';
import { findCustomer } from '../customers';
import type { Transaction } from '../db';
import { findInvoice, findSourceClient, lockInvoice, type Invoice } from '../invoices';
import { InputError, isOutcomeUnknown } from '../kernel/errors';
import { listSteps, type Task, type TaskKind } from '../tasks';
import type { ChargeAttempt } from './attempt';
import { attemptsOfInvoices, findAttemptOfTask, setAttemptStatus } from './attempts';
import { refusedMethods } from './nextCharge';

/** The effect of the step that charges: core/stripe/billing/charges.ts. */
export const chargeEffect = 'stripe.paymentIntent.charge';

/** The number of the try on its invoice. */
const input = z.object({ number: z.number().int().positive() });

/** Charges a customer's saved method for an invoice. */
export const charge: TaskKind<z.infer<typeof input>> = {
	name: 'charge',
	subjectType: 'invoice',
	input,
	context: contextOf,
	describe: describeInvoices,

	async checkComplete(transaction, task) {
		const attempt = await findAttemptOfTask(transaction, task.taskId);
		if (attempt && attempt.status !== 'open' && attempt.status !== 'unknown') return;
		throw new InputError(
			'taskId',
			'is of a charge whose outcome is not recorded',
			"Put MSP Billing → Charge: Record before it, with the task's ID.",
		);
	},

	/** What was settled stays. Of a charge that nobody knows the outcome of, the same step looks once more. */
	async reopen(transaction, task) {
		await lockInvoice(transaction, task.subjectId);
		const attempt = await findAttemptOfTask(transaction, task.taskId);
		if (!attempt || attempt.status === 'settled') return;
		const all = await attemptsOfInvoices(transaction, [task.subjectId]);
		if (all.some(({ number }) => number > attempt.number)) {
			throw new InputError(
				'taskId',
				`is of the try ${attempt.number} of a charge, and a later one took its place`,
				'Look at the later one: MSP Billing → Charge: List.',
				'conflict',
			);
		}
		await setAttemptStatus(transaction, attempt.attemptId, 'open', '');
	},

	async onFailed(transaction, task) {
		await endAttempt(transaction, task, task.vendorMessage ?? 'the task failed');
	},

	async onCancelled(transaction, task) {
		await endAttempt(transaction, task, task.statusDetail || 'the task was cancelled');
	},
};

/**
 * Where nothing was charged for certain, another try may be made. Otherwise nobody knows: the invoice is charged no more until
 * a person has retried this task, which looks first.
 */
async function endAttempt(transaction: Transaction, { taskId }: Task, reason: string): Promise<void> {
	const attempt = await findAttemptOfTask(transaction, taskId);
	if (!attempt) return;
	const steps = (await listSteps(transaction, taskId)).filter(({ effect }) => effect === chargeEffect);
	const isCertain = steps.every(
		({ status, errorClass }) => status === 'failed' && errorClass !== null && !isOutcomeUnknown(errorClass),
	);
	await setAttemptStatus(transaction, attempt.attemptId, isCertain ? 'dropped' : 'unknown', reason);
}

export interface ChargeContext {
	readonly invoice: Pick<
		Invoice,
		'invoiceId' | 'invoiceNumber' | 'source' | 'externalId' | 'currency' | 'dueOn' | 'link' | 'balanceMinor'
	>;
	readonly customer: {
		readonly customerId: string;
		readonly customerCode: string;
		readonly name: string;
		readonly email: string | null;
		readonly language: string;
		readonly branding: object;
		readonly companyCode: string;
	};
	readonly stripeCustomerId: string | null;
	readonly amountMinor: number;
	readonly currency: string;
	/** Methods that a bank has refused for good on this invoice. */
	readonly refusedMethods: readonly string[];
}

async function contextOf(transaction: Transaction, { taskId, subjectId }: Task): Promise<ChargeContext> {
	const { invoice, attempt, customer } = await ofTask(transaction, { taskId, subjectId });
	const { invoiceId, invoiceNumber, source, externalId, currency, dueOn, link, balanceMinor } = invoice;
	const { customerId, customerCode, name, email, language, branding, companyCode, stripeCustomerId } = customer;
	return {
		invoice: { invoiceId, invoiceNumber, source, externalId, currency, dueOn, link, balanceMinor },
		customer: { customerId, customerCode, name, email, language, branding, companyCode },
		stripeCustomerId,
		amountMinor: attempt.amountMinor,
		currency: attempt.currency,
		refusedMethods: refusedMethods(await attemptsOfInvoices(transaction, [invoiceId])),
	};
}

/** @throws InputError when the invoice, its customer or the try is gone. */
export async function ofTask(transaction: Transaction, { taskId, subjectId }: Pick<Task, 'taskId' | 'subjectId'>) {
	const attempt = await findAttemptOfTask(transaction, taskId);
	const invoice = await findInvoice(transaction, subjectId);
	const customer = invoice && (await findCustomer(transaction, invoice.customerId));
	if (attempt && invoice && customer) {
		// The client there may be another one than that of the customer, who was merged here.
		const clientId = (await findSourceClient(transaction, invoice.invoiceId)) ?? customer.invoiceNinjaClientId;
		return { attempt, invoice, customer, clientId };
	}
	throw new InputError('taskId', 'is of a charge that is gone', 'Take a task of the kind charge.', 'not_found');
}

export type OfTask = Awaited<ReturnType<typeof ofTask>> & { readonly attempt: ChargeAttempt };

const words = z.object({ invoiceId: z.uuid(), customerCode: z.string(), invoiceNumber: z.string() });

/** What lists say of tasks on invoices. */
export async function describeInvoices(
	transaction: Transaction,
	invoiceIds: readonly string[],
): Promise<ReadonlyMap<string, z.infer<typeof words>>> {
	const found = await transaction.rows(
		words,
		`select i.id as invoice_id, c.customer_code, i.number as invoice_number
		from msp.invoice i join msp.customer c on c.id = i.customer_id where i.id = any($1)`,
		[invoiceIds],
	);
	return new Map(found.map((row) => [row.invoiceId, row]));
}
