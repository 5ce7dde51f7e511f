import { z } from 'zod';
import type { BackOffice } from '../db';
import { dayIn } from '../kernel/calendar';
import { systemClock, type Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import { language } from '../kernel/languages';
import { paymentLinkFor } from '../paymentRequests';
import { policyIn, readPolicies } from '../policies';
import { findService } from '../services';
import { chargeOutcomes } from '../stripe';
import { listSteps, lockExistingTask } from '../tasks';
import type { AttemptOutcome } from './attempt';
import { attemptsOfInvoices, setAttemptStatus, settleAttempt } from './attempts';
import { charge, chargeEffect, ofTask, type OfTask } from './chargeKind';
import { nextTryAfter } from './nextCharge';

/** Which letter the customer gets about a charge. */
export const chargeMails = ['none', 'chargeFailed', 'authenticateCard', 'replaceCard'] as const;
export type ChargeMail = (typeof chargeMails)[number];

/** Money of a gateway that is to be recorded at Invoice Ninja: Invoice Ninja → Payment: Record Money takes it. */
export interface MoneyToRecord {
	readonly clientId: string;
	/** The gateway's ID. */
	readonly reference: string;
	readonly amountMinor: number;
	readonly currency: string;
	/** YYYY-MM-DD. */
	readonly date: string;
	readonly invoices: ReadonlyArray<{ readonly invoiceId: string; readonly amountMinor: number }>;
}

/** How a charge came out, and what is to be done about it. */
export interface RecordedCharge {
	readonly taskId: string;
	readonly invoiceId: string;
	readonly invoiceNumber: string;
	readonly customerCode: string;
	readonly customerName: string;
	readonly customerEmail: string | null;
	readonly language: string;
	readonly amountMinor: number;
	readonly currency: string;
	readonly outcome: AttemptOutcome | 'not_owed';
	readonly declineCode: string | null;
	readonly reason: string;
	/** YYYY-MM-DD; null when it is not tried again by itself. */
	readonly nextTryOn: string | null;
	readonly mail: ChargeMail;
	/** Where the customer pays by themselves; null when nobody knows a page. */
	readonly payUrl: string | null;
	/** Null when nothing is to be recorded there. */
	readonly money: MoneyToRecord | null;
}

const made = z.object({
	outcome: z.enum([...chargeOutcomes, 'not_owed']),
	declineCode: z.string().nullish(),
	reason: z.string().nullish(),
	paymentIntentId: z.string().nullish(),
	paymentMethodId: z.string().nullish(),
	amountMinor: z.number().nullish(),
});

const asked = z.object({ params: z.object({ paymentMethodId: z.string() }) });

const mails: Readonly<Partial<Record<AttemptOutcome, ChargeMail>>> = {
	requires_action: 'authenticateCard',
	hard_decline: 'replaceCard',
	soft_decline: 'chargeFailed',
};

/**
 * Records how a charge came out, from its step: a repeat records the same. A task without such a step is of a customer who has
 * no saved method.
 *
 * @param payPage the address of the page on which customers pay what is open: the GET webhook of workflow 29.
 * @throws InputError when there is no such task, it is no charge, or its step is not over.
 */
export async function recordCharge(
	{ store, vault }: BackOffice,
	taskId: string,
	{ payPage, clock = systemClock }: { readonly payPage?: string; readonly clock?: Clock } = {},
): Promise<RecordedCharge> {
	return await store.asStaff(async (transaction) => {
		const task = await lockExistingTask(transaction, taskId);
		if (task.kind !== charge.name) {
			throw new InputError('taskId', `is of the kind ${task.kind}`, 'Give the ID of a task of the kind charge.');
		}
		const of = await ofTask(transaction, task);
		const { attempt, invoice, customer } = of;
		const result = outcomeOf(await listSteps(transaction, taskId));
		const before = (await attemptsOfInvoices(transaction, [invoice.invoiceId])).filter(
			({ number }) => number < attempt.number,
		);
		const today = dayIn(customer.timeZone, clock.now());
		const triedOn = attempt.triedOn ?? today;
		let nextTryOn = attempt.nextTryOn;
		if (result.outcome === 'not_owed')
			await setAttemptStatus(transaction, attempt.attemptId, 'dropped', result.reason ?? '');
		else if (attempt.status !== 'settled') {
			const book = await readPolicies(transaction, [customer.customerId]);
			const service = invoice.serviceId === null ? undefined : await findService(transaction, invoice.serviceId);
			nextTryOn = nextTryAfter(result.outcome, before, policyIn(book, customer.customerId, service?.planId), triedOn);
			const { declineCode = null, reason, paymentIntentId = null, paymentMethodId = null } = result;
			await settleAttempt(transaction, attempt.attemptId, {
				...{ outcome: result.outcome, declineCode, reason: reason ?? '', paymentIntentId, paymentMethodId },
				...{ triedOn, nextTryOn },
			});
		}
		const { outcome } = result;
		const { customerId } = customer;
		const link = { customerId, currency: invoice.currency, language: language.parse(customer.language) };
		return {
			taskId,
			invoiceId: invoice.invoiceId,
			invoiceNumber: invoice.invoiceNumber,
			customerCode: customer.customerCode,
			customerName: customer.name,
			customerEmail: customer.email,
			language: customer.language,
			amountMinor: attempt.amountMinor,
			currency: attempt.currency,
			outcome,
			declineCode: result.declineCode ?? null,
			reason: result.reason ?? '',
			nextTryOn,
			mail: outcome === 'not_owed' ? 'none' : (mails[outcome] ?? 'none'),
			payUrl: payPage === undefined ? invoice.link : paymentLinkFor({ vault }, { ...link, page: payPage, clock }),
			money: outcome === 'succeeded' ? moneyOf(of, result.paymentIntentId ?? null, triedOn) : null,
		};
	});
}

/** @throws InputError when the charge was begun and nobody knows yet how it came out. */
function outcomeOf(
	steps: Awaited<ReturnType<typeof listSteps>>,
): Omit<z.infer<typeof made>, 'outcome'> & { readonly outcome: AttemptOutcome | 'not_owed' } {
	const charges = steps.filter(({ effect }) => effect === chargeEffect);
	const done = charges.find(({ status }) => status === 'done');
	if (done) {
		const result = made.parse(done.result);
		// Stripe takes a method off a payment that it declined; the step knows which one was charged.
		return {
			...result,
			paymentMethodId: result.paymentMethodId ?? asked.safeParse(done.intent).data?.params.paymentMethodId,
		};
	}
	if (charges.length === 0)
		return { outcome: 'no_method', reason: 'the customer has no saved method that can be charged' };
	throw new InputError(
		'taskId',
		'is of a charge whose step is not over',
		'Fail the task: it is tried again, and looks first whether the charge was made.',
		'conflict',
	);
}

/** Of an invoice of Invoice Ninja, where the money is to be known, too. */
function moneyOf({ attempt, invoice, clientId }: OfTask, reference: string | null, date: string): MoneyToRecord | null {
	const { source, externalId } = invoice;
	if (source !== 'invoice_ninja' || externalId === null || clientId === null || reference === null) return null;
	const { amountMinor, currency } = attempt;
	const invoiceId = externalId.slice(externalId.indexOf(':') + 1);
	return { clientId, reference, amountMinor, currency, date, invoices: [{ invoiceId, amountMinor }] };
}
