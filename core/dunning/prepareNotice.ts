import { z } from 'zod';
import type { BackOffice, Transaction } from '../db';
import { systemClock, type Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import { languages, type Language } from '../kernel/languages';
import type { UnpaidNoticeData } from '../messages';
import { paymentLinkFor } from '../paymentRequests';
import { getService } from '../services';
import { getTask } from '../tasks';
import type { DunnedAccount, Threat } from './account';
import { tellAsReminder } from './attempts';
import { readBook } from './book';
import { nightOf, warningsOf, type Night } from './enforcement';
import { severity, standardTemplates, threatsOf, totalsOf, type NoticeAction } from './notice';
import { noticeKind, noticeOfTask, type NoticeInput } from './noticeTask';
import { readAccount } from './readAccounts';
import { today } from './today';

/** A letter with all that MSP Message needs for it. */
export interface PreparedNotice {
	readonly taskId: string;
	readonly template: string;
	readonly to: string;
	readonly language: Language;
	readonly customerCode: string;
	readonly customerName: string;
	readonly branding: object;
	/** Of a letter about unpaid invoices. */
	readonly notice: UnpaidNoticeData | null;
	/** Of a letter about a service. */
	readonly domain: string;
	readonly invoiceNumber: string;
	readonly paymentUrl: string;
}

const recipientRow = z.object({
	customerCode: z.string(),
	name: z.string(),
	email: z.string().nullable(),
	language: z.enum(languages),
	branding: z.record(z.string(), z.unknown()),
});
type Recipient = z.infer<typeof recipientRow>;

/**
 * Writes what a letter says, with what is owed right now. What was planned as a warning and threatens nothing any more is
 * told as a reminder.
 *
 * @param paymentPage where the customer pays: the address of workflow 29. Without it, the letter leads to the invoices.
 * @throws InputError when the task is of another kind, nothing is owed any more, or the customer has no mail address.
 */
export async function prepareNotice(
	{ store, vault }: BackOffice,
	taskId: string,
	{ paymentPage, clock = systemClock }: { readonly paymentPage?: string; readonly clock?: Clock },
): Promise<PreparedNotice> {
	return await store.asStaff(async (transaction) => {
		const task = await getTask(transaction, taskId);
		if (task.kind !== noticeKind.name) {
			throw new InputError('taskId', `is a task of the kind '${task.kind}'`, 'Give one of the kind dunning_notice.');
		}
		const recipient = await recipientOf(transaction, task.subjectId);
		const payUrlFor = (currency: string) =>
			paymentPage === undefined
				? null
				: paymentLinkFor(
						{ vault },
						{ page: paymentPage, customerId: task.subjectId, currency, language: recipient.language, clock },
					);
		const { customerCode, name: customerName, email: to, language, branding } = recipient;
		const letter = { taskId, to, language, customerCode, customerName, branding };
		const input = noticeOfTask(task);
		const now = clock.now();
		const book = await readBook(transaction, [task.subjectId]);
		const account = await readAccount(transaction, book, task.subjectId, now);
		if (!account) throw new RangeError('the customer of a task is gone');
		const night = nightOf(account, today(account, now));
		if (input.about !== 'unpaid') return { ...letter, ...(await aboutService(transaction, input, night, payUrlFor)) };
		return { ...letter, ...(await aboutUnpaid(transaction, taskId, input, night, payUrlFor)) };
	});
}

async function recipientOf(transaction: Transaction, customerId: string): Promise<Recipient & { email: string }> {
	const found = await transaction.row(
		recipientRow,
		`select c.customer_code, c.name, c.email, c.language, coalesce(
			(select o.branding from msp.company o where o.company_code = c.company_code), '{}') || c.branding as branding
		from msp.customer c where c.id = $1`,
		[customerId],
	);
	if (found && found.email !== null) return { ...found, email: found.email };
	throw new InputError(
		'email',
		`is not known: nobody gave an address of the customer ${found?.customerCode ?? customerId}`,
		'Give the customer an address with MSP Customers → Customer: Update, then retry the task.',
	);
}

type PayUrlFor = (currency: string) => string | null;

async function aboutUnpaid(
	transaction: Transaction,
	taskId: string,
	{ action = 'remind', template }: NoticeInput,
	{ account, debts, day, ...night }: Night,
	payUrlFor: PayUrlFor,
) {
	if (debts.length === 0) {
		throw new InputError('taskId', 'is of a letter about nothing: all of it is paid', 'Claim the task anew: it ends.');
	}
	const threats = threatsOf(warningsOf({ account, debts, day, ...night }));
	const told = tellableAs(action, threats);
	if (told === 'remind' && action !== 'remind') await tellAsReminder(transaction, taskId);
	const links = await linksOf(transaction, account);
	const notice: UnpaidNoticeData = {
		overdue: debts.some(({ invoice }) => invoice.dueOn < day),
		invoices: debts.map(({ invoice: { invoiceId, number, currency, balanceMinor, dueOn } }) => {
			return { number, currency, amountMinor: balanceMinor, dueOn, link: links.get(invoiceId) ?? null };
		}),
		totals: totalsOf(debts).map((total) => ({ ...total, payUrl: payUrlFor(total.currency) })),
		threats: threats.map(({ domain, what, on }) => ({ domain, what, on })),
	};
	const chosen = told === action && template !== undefined ? template : standardTemplates[told];
	return { template: chosen, notice, domain: '', invoiceNumber: '', paymentUrl: '' };
}

/** The most severe that is true, and at most what was planned. */
function tellableAs(planned: NoticeAction, threats: readonly Threat[]): NoticeAction {
	const threatened = threats.map(({ what }): NoticeAction =>
		what === 'terminate' ? 'warn_termination' : 'warn_suspension',
	);
	const tellable = threatened.filter((action) => severity[action] <= severity[planned]);
	return tellable.sort((one, other) => severity[other] - severity[one])[0] ?? 'remind';
}

async function aboutService(
	transaction: Transaction,
	{ about, serviceId }: NoticeInput,
	{ debts }: Night,
	payUrlFor: PayUrlFor,
) {
	if (serviceId === undefined) throw new RangeError('a letter about a service names none');
	const { domain } = await getService(transaction, serviceId);
	if (about === 'reactivated') {
		return { template: 'serviceReactivated', notice: null, domain, invoiceNumber: '', paymentUrl: '' };
	}
	const [first] = debts.filter(({ invoice }) => invoice.serviceIds.includes(serviceId));
	const debt = first ?? debts[0];
	return {
		template: 'serviceSuspended',
		notice: null,
		domain,
		invoiceNumber: debt?.invoice.number ?? '',
		paymentUrl: (debt && payUrlFor(debt.invoice.currency)) ?? '',
	};
}

const linkRow = z.object({ invoiceId: z.uuid(), link: z.string() });

async function linksOf(transaction: Transaction, { invoices }: DunnedAccount): Promise<ReadonlyMap<string, string>> {
	const rows = await transaction.rows(
		linkRow,
		'select id as invoice_id, link from msp.invoice where id = any($1) and link is not null',
		[invoices.map(({ invoiceId }) => invoiceId)],
	);
	return new Map(rows.map(({ invoiceId, link }) => [invoiceId, link]));
}
