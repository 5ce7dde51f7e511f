import { nextCharge } from '../charges';
import { addDays, dayIn, type Day } from '../kernel/calendar';
import { afterNight, evaluateAccount, type DunnedAccount, type Evaluation, type OpenInvoice } from '../dunning';
import { afterInvoice, dueRenewals, type PlannedInvoice, type RenewalPolicy, type Terms } from '../renewals';
import type { Assumption, SimulatedEntry, SimulatedInvoice } from './entries';

/** A customer with all that the nights decide by. */
export interface SimulatedCustomer {
	readonly account: DunnedAccount;
	readonly terms: readonly SimulatedTerms[];
	/** What the policy says of the renewals of a service. */
	renewalPolicyOf(terms: Terms): RenewalPolicy;
	/** Whether a method of payment is saved that may be charged. */
	readonly hasSavedMethod: boolean;
	/** What is there to pay new invoices with, in minor units, by currency. */
	readonly credits: Readonly<Record<string, number>>;
}

/** Terms, with whether they say that a saved method is charged; null leaves it to the policy. */
export type SimulatedTerms = Terms & { readonly autoCharge?: boolean | null };

export interface LookAhead {
	/** The first night. */
	readonly from: Day;
	readonly days: number;
	readonly assume: Assumption;
}

interface Night {
	readonly account: DunnedAccount;
	readonly terms: readonly SimulatedTerms[];
	readonly credits: Readonly<Record<string, number>>;
	/** The invoices that are not made yet, by their IDs, with the nights that make them. */
	readonly planned: ReadonlyMap<string, Day>;
	/** The services whose termination a person has been asked for: each night asks again. */
	readonly asked: ReadonlySet<string>;
}

/**
 * What the nights from a day on would do to a customer, one after the other: each goes on with what the one before left.
 * The nights decide by the functions that the nightly runs decide by. Pure.
 */
export function simulateCustomer(customer: SimulatedCustomer, { from, days, assume }: LookAhead): SimulatedEntry[] {
	const entries: SimulatedEntry[] = [];
	let night: Night = { ...customer, planned: new Map(), asked: new Set() };
	for (let ahead = 0; ahead < days; ahead++) {
		const day = addDays(from, ahead);
		const pays = assume === 'cards_pay' && customer.hasSavedMethod;
		if (pays) night = collect(night, day, entries);
		night = renew(night, customer, day, entries);
		if (pays) night = collect(night, day, entries);
		night = dun(night, day, entries);
	}
	// What waits for business hours comes after what happens that day at once.
	return entries.sort((one, other) => (one.day < other.day ? -1 : one.day > other.day ? 1 : 0));
}

/** The night's charges, each of which pays. What was declined before is taken to pay as well. */
function collect(night: Night, day: Day, entries: SimulatedEntry[]): Night {
	const { account } = night;
	const charged = account.invoices.filter((invoice) => isCharged(night, invoice, day));
	for (const invoice of charged) {
		entries.push({
			...base(night, day, 'charge'),
			invoices: [shownInvoice(night, invoice)],
			domains: domainsOf(account, invoice.serviceIds),
			amounts: { [invoice.currency]: invoice.balanceMinor },
			why: `due on ${invoice.dueOn}`,
		});
	}
	return charged.length === 0
		? night
		: { ...night, account: { ...account, invoices: account.invoices.filter((one) => !charged.includes(one)) } };
}

function isCharged({ account, terms, planned }: Night, invoice: OpenInvoice, day: Day): boolean {
	const { balanceMinor, dueOn, hold, serviceIds } = invoice;
	const said = terms.filter(({ serviceId }) => serviceIds.includes(serviceId)).map((one) => one.autoCharge ?? null);
	const [only, ...others] = account.services.filter(({ serviceId }) => serviceIds.includes(serviceId));
	const next = nextCharge(
		{
			...{ status: 'open', balanceMinor, dueOn, hold, issuedOn: planned.get(invoice.invoiceId) ?? day },
			autoCharge: said.includes(false) ? false : said.includes(true) ? true : null,
			...{ hasCustomerAtStripe: true, wentBack: false, attempts: [], chargedBy: null },
		},
		only && others.length === 0 ? only.policy : account.policy,
		day,
	);
	return next.due;
}

function renew(night: Night, customer: SimulatedCustomer, day: Day, entries: SimulatedEntry[]): Night {
	const due = dueRenewals(night.terms, (terms) => customer.renewalPolicyOf(terms), day);
	let next = night;
	for (const [index, planned] of due.entries()) {
		const { currency, totalMinor, dueOn } = planned;
		const invoiceId = `planned:${day}:${index}`;
		const used = Math.min(totalMinor, next.credits[currency] ?? 0);
		const serviceIds = servicesOf(planned);
		next = {
			...next,
			planned: new Map([...next.planned, [invoiceId, day]]),
			credits: { ...next.credits, [currency]: (next.credits[currency] ?? 0) - used },
			terms: next.terms.map((one) => afterInvoice(one, planned)),
			account: withInvoice(next.account, {
				...{ invoiceId, number: 'to come', currency, dueOn, hold: null, serviceIds },
				...{ totalMinor, balanceMinor: totalMinor - used },
			}),
		};
		entries.push({
			...base(next, day, 'invoice'),
			invoices: [{ number: null, dueOn }],
			domains: planned.lines.flatMap(({ kind, what }) => (kind === 'renewal' ? [what.domain] : [])),
			amounts: { [currency]: totalMinor },
			why: planned.lines
				.flatMap(({ kind, what, periodFrom, periodTo }) =>
					kind === 'renewal' ? [`${what.planName} for ${what.domain}, ${periodFrom ?? ''} to ${periodTo ?? ''}`] : [],
				)
				.join('; '),
		});
	}
	return next;
}

/** Nothing is owed on what credit or a discount has paid. */
const withInvoice = (account: DunnedAccount, invoice: OpenInvoice): DunnedAccount =>
	invoice.balanceMinor > 0 ? { ...account, invoices: [...account.invoices, invoice] } : account;

const servicesOf = ({ lines }: PlannedInvoice) => [...new Set(lines.flatMap(({ serviceId }) => serviceId ?? []))];

const noticeEvents = {
	remind: 'reminder',
	warn_suspension: 'suspension_warning',
	warn_termination: 'termination_warning',
} as const;

function dun(night: Night, day: Day, entries: SimulatedEntry[]): Night {
	const evaluation = evaluateAccount(night.account, day);
	entries.push(...entriesOf(night, evaluation, day));
	const account = afterNight(night.account, evaluation, day);
	const running = new Set(
		account.services.flatMap(({ serviceId, status }) => (status === 'active' ? [serviceId] : [])),
	);
	return {
		...night,
		account,
		asked: new Set(evaluation.terminations.map(({ serviceId }) => serviceId)),
		terms: night.terms.map((one) => ({ ...one, active: running.has(one.serviceId) })),
	};
}

function entriesOf(night: Night, evaluation: Evaluation, day: Day): SimulatedEntry[] {
	const { account } = night;
	const { notice, why } = evaluation;
	const invoice = (id: string) => account.invoices.filter(({ invoiceId }) => invoiceId === id);
	const shown = (ids: readonly string[]) => ids.flatMap(invoice).map((one) => shownInvoice(night, one));
	const told = why.join(' ');
	const entries: SimulatedEntry[] = [];
	for (const { invoiceId, stageCode, currency, amountMinor } of evaluation.lateFees) {
		const about = { invoices: shown([invoiceId]), domains: [], amounts: { [currency]: amountMinor }, why: told };
		entries.push({ ...base(night, day, 'late_fee'), stage: stageCode, ...about });
	}
	if (notice) {
		entries.push({
			...base(night, day, noticeEvents[notice.action]),
			stage: notice.sends[0]?.stageCode ?? null,
			invoices: shown(notice.invoices.map(({ invoiceId }) => invoiceId)),
			domains: notice.threats.map(({ domain }) => domain),
			amounts: Object.fromEntries(notice.totals.map(({ currency, amountMinor }) => [currency, amountMinor])),
			why: told,
		});
	}
	for (const { domain, invoiceIds, notBefore } of evaluation.suspensions) {
		entries.push({
			...base(night, day, 'suspension'),
			day: dayIn(account.timeZone, notBefore),
			...{ invoices: shown(invoiceIds), domains: [domain], amounts: owed(invoiceIds.flatMap(invoice)), why: told },
		});
	}
	for (const { serviceId, domain, invoiceIds } of evaluation.terminations) {
		if (night.asked.has(serviceId)) continue;
		const about = { invoices: shown(invoiceIds), domains: [domain], amounts: owed(invoiceIds.flatMap(invoice)) };
		entries.push({ ...base(night, day, 'termination'), ...about, why: told });
	}
	for (const serviceId of evaluation.reactivations) {
		const about = { invoices: [], domains: domainsOf(account, [serviceId]), amounts: {} };
		entries.push({ ...base(night, day, 'reactivation'), ...about, why: told });
	}
	for (const { invoiceId, stageCode } of evaluation.escalations) {
		const about = { invoices: shown([invoiceId]), domains: [], amounts: owed(invoice(invoiceId)), why: told };
		entries.push({ ...base(night, day, 'escalation'), stage: stageCode, ...about });
	}
	return entries;
}

function base({ account }: Night, day: Day, what: SimulatedEntry['what']) {
	return { day, decidedOn: day, customerCode: account.customerCode, what, stage: null };
}

const shownInvoice = ({ planned }: Night, { invoiceId, number, dueOn }: OpenInvoice): SimulatedInvoice => ({
	number: planned.has(invoiceId) ? null : number,
	dueOn,
});

function domainsOf({ services }: DunnedAccount, ids: readonly string[]): string[] {
	return services.flatMap(({ serviceId, domain }) => (ids.includes(serviceId) ? [domain] : []));
}

function owed(invoices: readonly OpenInvoice[]): Record<string, number> {
	const amounts: Record<string, number> = {};
	for (const { currency, balanceMinor } of invoices) amounts[currency] = (amounts[currency] ?? 0) + balanceMinor;
	return amounts;
}
