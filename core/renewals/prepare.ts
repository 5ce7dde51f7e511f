import { randomUUID } from 'node:crypto';
import type { BackOffice, Transaction } from '../db';
import { dayIn, isTimeZone } from '../kernel/calendar';
import { systemClock, type Clock } from '../kernel/clock';
import { ExternalError, InputError } from '../kernel/errors';
import { grouped } from '../kernel/groups';
import { readPolicies, resolvePolicy, type PolicyBook } from '../policies';
import { lockTaskByKey } from '../tasks';
import { followPlan } from './changePlan';
import {
	beginningTerms,
	candidates,
	heldOf,
	liveTerms,
	outOfTime,
	undecided,
	policyOfTerms,
	type HeldRenewal,
	type LiveTerms,
} from './dueTerms';
import { dueRenewals } from './dueRenewals';
import { renewalKey } from './kind';
import { makeDraft, type PreparedTask } from './makeDraft';
import { missedPeriods, periodAt } from './periods';
import { keepTerms } from './startTerms';
import type { PlannedInvoice, RenewalPolicy } from './terms';
import { changeTerms, lockTermsOfCustomer, pageOfTerms, type TermsRow } from './termsRows';

type Office = Pick<BackOffice, 'store'>;

export interface PrepareOrder {
	readonly customerCode?: string;
	readonly serviceId?: string;
	/** What becomes of periods that are over and were never invoiced. */
	readonly missedPeriods: 'ask' | 'invoice' | 'skip';
}

/** What a run would invoice. */
export interface WouldInvoice extends PlannedInvoice {
	readonly wouldInvoice: true;
	readonly customerCode: string;
}

export interface PreparedRun {
	/** Live: each with its task. */
	readonly prepared: readonly PreparedTask[];
	/** In a dry run: what it would make. */
	readonly would: readonly WouldInvoice[];
	/** For a person. */
	readonly held: readonly HeldRenewal[];
}

/**
 * Prepares an invoice, as a draft with its task, for everything that is due to be renewed: a transaction for each customer.
 * Whatever dies or runs twice, a period is invoiced once. A dry run makes nothing, and tells what it would make.
 *
 * @throws InputError when missed periods are to be invoiced or skipped for everybody at once.
 */
export async function prepareRenewals(office: Office, order: PrepareOrder, clock = systemClock): Promise<PreparedRun> {
	if (order.missedPeriods !== 'ask' && order.serviceId === undefined && order.customerCode === undefined) {
		throw new InputError(
			'missedPeriods',
			`are to be ${order.missedPeriods === 'skip' ? 'skipped' : 'invoiced'} for everybody`,
			'Decide it for one service or one customer: name it under Filters.',
		);
	}
	const book = await office.store.asStaff(async (transaction) => await readPolicies(transaction));
	const isLive = resolvePolicy(book.defaults).renewals === 'live';
	const { held, ...due } = await lookUpDue(office, order, { book, clock, begin: isLive });
	const would = due.planned;
	if (!isLive) return { prepared: [], would, held };
	const prepared: PreparedTask[] = [];
	const failed: HeldRenewal[] = [];
	const customers = [...grouped(would, (one) => one.customerId)];
	const prepareNext = async (): Promise<void> => {
		for (let next = customers.shift(); next; next = customers.shift()) {
			const [customerId, planned] = next;
			try {
				const run = { customerId, most: planned.length, order, clock, book };
				prepared.push(...(await prepareForCustomer(office, run)));
			} catch (error) {
				if (!isTold(error)) {
					// Nobody goes on after a fault of the program.
					customers.length = 0;
					throw error;
				}
				failed.push(...planned.map((one) => failedOf(one, error)));
			}
		}
	};
	await Promise.all(Array.from({ length: atOnce }, prepareNext));
	return { prepared, would: [], held: [...held, ...failed] };
}

const isTold = (error: unknown): error is InputError | ExternalError =>
	error instanceof InputError || error instanceof ExternalError;

/** How many customers are worked on at once: each waits for the database most of its time. */
const atOnce = 4;

/** One customer whose invoice cannot be made does not keep the others from theirs. */
function failedOf({ customerCode, currency, lines }: WouldInvoice, error: InputError | ExternalError): HeldRenewal {
	const [line] = lines;
	const { planCode = '', domain = '' } = line?.what ?? {};
	const base = { serviceId: line?.serviceId ?? '', customerCode, planCode, domain, currency, missed: [] };
	return { ...base, reason: 'failed', detail: `${error.message}: ${error.remedy}` };
}

interface Due {
	readonly planned: readonly WouldInvoice[];
	readonly held: readonly HeldRenewal[];
}

interface LookUp {
	readonly book: PolicyBook;
	readonly clock: Clock;
	/** Whether services without terms get theirs now. */
	readonly begin: boolean;
}

const pageSize = 500;

/** Everything that is due, and what is held; nothing is invoiced yet. */
export async function lookUpDue(office: Office, order: PrepareOrder, { book, clock, begin }: LookUp): Promise<Due> {
	const started = await beginTerms(office, order, { clock, begin });
	const planned: WouldInvoice[] = [];
	const held: HeldRenewal[] = [...started.held];
	const look = (terms: readonly LiveTerms[]) => {
		for (const [, own] of grouped(terms.filter(isIn(order)), ({ customerId }) => customerId)) {
			const due = orHeld(own, () => dueOf(own, order, { book, clock }));
			planned.push(...due.planned);
			held.push(...due.held);
		}
	};
	look(started.terms);
	let after: TermsRow | null = null;
	let rest: LiveTerms[] = [];
	for (;;) {
		const rows: TermsRow[] = await office.store.asStaff(
			async (transaction) => await pageOfTerms(transaction, { after, customerCode: order.customerCode }, pageSize),
		);
		const live = await office.store.asStaff(async (transaction) => {
			const all: LiveTerms[] = [];
			for (const row of rows) {
				if (isTimeZone(row.timeZone)) all.push(await liveTerms(transaction, row, clock));
				else held.push(outOfTime(row));
			}
			return all;
		});
		const isLast = rows.length < pageSize;
		const last = rows.at(-1)?.customerId;
		// A customer whose services go on in the next page is looked at with all of them.
		const all = [...rest, ...live];
		look(isLast ? all : all.filter(({ customerId }) => customerId !== last));
		if (isLast) return { planned, held };
		rest = all.filter(({ customerId }) => customerId === last);
		after = rows.at(-1) ?? null;
	}
}

/** What cannot be decided for one customer does not keep the others from their invoices. */
function orHeld(terms: readonly LiveTerms[], decide: () => Due): Due {
	try {
		return decide();
	} catch (error) {
		if (!isTold(error)) throw error;
		return { planned: [], held: terms.map((one) => undecided(one, error.message)) };
	}
}

const isIn =
	({ serviceId }: PrepareOrder) =>
	(terms: LiveTerms): boolean =>
		serviceId === undefined || terms.serviceId === serviceId;

/** Services of the pack's plans that have no terms: they get theirs, or are looked at as if they had them. */
async function beginTerms(
	{ store }: Office,
	order: PrepareOrder,
	{ clock, begin }: Pick<LookUp, 'clock' | 'begin'>,
): Promise<{ readonly terms: readonly LiveTerms[]; readonly held: readonly HeldRenewal[] }> {
	const { begin: services, held } = await store.asStaff(
		async (transaction) => await candidates(transaction, order, clock),
	);
	const terms = services
		.filter(({ timeZone }) => isTimeZone(timeZone))
		.map((service) => beginningTerms(service, clock));
	const lost = services.filter(({ timeZone }) => !isTimeZone(timeZone)).map(outOfTime);
	const shown = [...held, ...lost].filter(
		({ serviceId }) => order.serviceId === undefined || order.serviceId === serviceId,
	);
	if (!begin) return { terms, held: shown };
	await store.asStaff(async (transaction) => {
		for (const { first } of terms) if (first) await keepTerms(transaction, first, false);
	});
	return { terms: [], held: shown };
}

/** What is due for the services of one customer, and what is held. */
export function dueOf(
	terms: readonly LiveTerms[],
	order: Pick<PrepareOrder, 'missedPeriods'>,
	{ book, clock }: Pick<LookUp, 'book' | 'clock'>,
): Due {
	const [first] = terms;
	if (!first) return { planned: [], held: [] };
	const day = dayIn(first.timeZone, clock.now());
	const policyOf = (one: LiveTerms): RenewalPolicy => ({
		...policyOfTerms(book, one),
		missedPeriods: order.missedPeriods === 'invoice' ? 'invoice' : 'ask',
	});
	const asked =
		order.missedPeriods === 'skip' ? terms.map((one) => ({ ...one, nextPeriod: afterMissed(one, day) })) : terms;
	const held = asked.flatMap((one) => heldOf(one, policyOf(one), day) ?? []);
	const holding = new Set(held.map(({ serviceId }) => serviceId));
	const free = asked.filter(({ serviceId }) => !holding.has(serviceId));
	const byService = new Map(free.map((one) => [one.serviceId, one]));
	const invoices = dueRenewals(free, ({ serviceId }) => policyOf(byService.get(serviceId) ?? first), day);
	const { customerCode } = first;
	const isDue = (serviceId: string) => {
		const waiting = asked.filter((one) => one.serviceId === serviceId).map((one) => ({ ...one, active: true }));
		return dueRenewals(waiting, () => ({ ...policyOf(waiting[0] ?? first), missedPeriods: 'invoice' }), day).length > 0;
	};
	// A suspended service is held day after day: it is told of when a period of it is due.
	const told = held.filter(({ reason, serviceId }) => reason !== 'suspended' || isDue(serviceId));
	return { planned: invoices.map((one) => ({ wouldInvoice: true, customerCode, ...one })), held: told };
}

/** The first period that is not over. */
export function afterMissed(terms: LiveTerms, day: string): number {
	if (missedPeriods(terms, day).length === 0) return terms.nextPeriod;
	return Math.max(terms.nextPeriod, periodAt(terms, day).number);
}

interface CustomerRun {
	readonly customerId: string;
	/** How many invoices were due a moment ago. */
	readonly most: number;
	readonly order: PrepareOrder;
	readonly clock: Clock;
	/** As it was when the run began. */
	readonly book: PolicyBook;
}

async function prepareForCustomer({ store }: Office, run: CustomerRun): Promise<PreparedTask[]> {
	return await store.asStaff(async (transaction) => {
		// The keys of the tasks come first: the order of locks. What is due beyond them comes with the next run.
		const ids = Array.from({ length: run.most }, () => randomUUID()).sort();
		for (const invoiceId of ids) await lockTaskByKey(transaction, renewalKey(invoiceId));
		const terms = await lockedTerms(transaction, run);
		const { planned } = dueOf(terms, { missedPeriods: run.order.missedPeriods }, run);
		const prepared: PreparedTask[] = [];
		for (const [index, invoiceId] of ids.entries()) {
			const invoice = planned[index];
			if (!invoice) break;
			prepared.push(await makeDraft(transaction, invoice, { invoiceId, terms, at: run.clock.now(), book: run.book }));
		}
		return prepared;
	});
}

/** The terms of a customer, locked, as they are by now: another run may have been faster. */
async function lockedTerms(transaction: Transaction, { customerId, order, clock }: CustomerRun): Promise<LiveTerms[]> {
	const rows = (await lockTermsOfCustomer(transaction, customerId)).filter(
		({ serviceId }) => order.serviceId === undefined || order.serviceId === serviceId,
	);
	let changed = false;
	for (const { serviceId } of rows) {
		const outcome = await followPlan(transaction, serviceId, clock);
		changed ||= typeof outcome === 'object';
	}
	const now = changed ? await lockTermsOfCustomer(transaction, customerId) : rows;
	const terms: LiveTerms[] = [];
	for (const row of now) {
		if (order.serviceId !== undefined && order.serviceId !== row.serviceId) continue;
		const live = await liveTerms(transaction, row, clock);
		terms.push(order.missedPeriods === 'skip' ? await skipMissed(transaction, live, clock) : live);
	}
	return terms;
}

async function skipMissed(transaction: Transaction, terms: LiveTerms, clock: Clock): Promise<LiveTerms> {
	const day = dayIn(terms.timeZone, clock.now());
	const nextPeriod = afterMissed(terms, day);
	if (nextPeriod === terms.nextPeriod) return terms;
	const { serviceId, customerId, planCode } = terms;
	await changeTerms(transaction, serviceId, { nextPeriod });
	transaction.audit({
		...{ customerId, action: 'renewal.skip', subject: serviceId, outcome: 'done', correlationId: serviceId },
		detail: { planCode, from: terms.nextPeriod, to: nextPeriod - 1 },
	});
	return { ...terms, nextPeriod };
}
