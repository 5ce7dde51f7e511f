import type { Transaction } from '../db';
import { dayIn, type Day } from '../kernel/calendar';
import type { Clock } from '../kernel/clock';
import type { Language } from '../kernel/languages';
import { findPlan, monthsOfInterval } from '../catalog';
import { policyIn, type BillingPolicy, type PolicyBook } from '../policies';
import { servicesWithoutTerms, type Candidate } from './candidates';
import { changeOf } from './changePlan';
import { heldBecause } from './dueRenewals';
import { firstTerms, type FirstTerms } from './firstTerms';
import { listEnded, type EndedService } from './listEnded';
import { missedPeriods } from './periods';
import type { Period, RenewalPolicy, Terms } from './terms';
import { termsOfRow, type TermsRow } from './termsRows';

/** Terms as a run sees them: those that are kept, and those that it would begin with. */
export interface LiveTerms extends Terms {
	readonly customerCode: string;
	readonly timeZone: string;
	readonly language: Language;
	/** The plan that the service has: a policy may be of it. */
	readonly servicePlanId: string;
	readonly autoCharge: boolean | null;
	/** Not kept yet. */
	readonly first: FirstTerms | null;
	/** Why nobody can say what the service costs; null when everybody can. */
	readonly unclear: 'other_currency' | null;
}

/** What a run does not invoice, and why: for a person. */
export interface HeldRenewal extends Pick<
	LiveTerms,
	'serviceId' | 'customerCode' | 'planCode' | 'domain' | 'currency'
> {
	readonly reason: 'suspended' | 'missed_periods' | 'other_currency' | 'renewed_elsewhere' | 'ended' | 'failed';
	readonly detail: string;
	/** The periods that are over and not invoiced. */
	readonly missed: readonly Period[];
}

/**
 * Kept terms as they are on a day. When the service has another plan by now, they follow it; the run writes that down before
 * it invoices anything.
 */
export async function liveTerms(transaction: Transaction, row: TermsRow, clock: Clock): Promise<LiveTerms> {
	const live = { ...termsOfRow(row), ...row, first: null, unclear: null };
	if (row.followedPlanId === row.servicePlanId || row.planId === row.servicePlanId) return live;
	const plan = await findPlan(transaction, row.servicePlanId);
	if (!plan) return live;
	if (plan.currency !== row.currency) return { ...live, unclear: 'other_currency' };
	const { planId, planCode, name: planName, priceMinor } = plan;
	const price = { planId, planCode, planName, priceMinor, cycleMonths: monthsOfInterval[plan.billingInterval] };
	const day = dayIn(row.timeZone, clock.now());
	const { terms } = changeOf(row, price, { day, when: 'now' });
	return { ...live, ...terms };
}

/** The terms with which the pack would begin to renew a service, with its set-up fee. */
export function beginningTerms(service: Candidate, clock: Clock): LiveTerms {
	const first = firstTerms(service, dayIn(service.timeZone, clock.now()));
	const { setUpFeeMinor, trialUntil, anchor } = first;
	const fee = { chargeId: '', kind: 'set_up', description: '', amountMinor: setUpFeeMinor } as const;
	const charges =
		setUpFeeMinor > 0 ? [{ ...fee, dueOn: trialUntil ?? anchor.first, periodFrom: null, periodTo: null }] : [];
	return {
		...first,
		...{ charges, first, autoCharge: null, unclear: null },
		...{
			customerCode: service.customerCode,
			timeZone: service.timeZone,
			language: service.language,
			servicePlanId: service.planId,
		},
	};
}

/** The services that may get terms. Held are those that something else renews still, and those whose time is over. */
export async function candidates(
	transaction: Transaction,
	filter: { readonly customerCode?: string },
	clock: Clock,
): Promise<{ readonly begin: Candidate[]; readonly held: HeldRenewal[] }> {
	const all = await servicesWithoutTerms(transaction, filter);
	const elsewhere = all
		.filter(({ renewsElsewhere }) => renewsElsewhere)
		.map((service): HeldRenewal => ({
			...shown(service),
			...{ reason: 'renewed_elsewhere', missed: [] },
			detail:
				'a subscription or a recurring invoice has paid for it: end that, then start it with MSP Billing → Renewal: Start',
		}));
	const { customerCode } = filter;
	const ended = await listEnded(transaction, { within: 0, limit: null, customerCode }, clock);
	const held = [...elsewhere, ...ended.map(endedOf)];
	return { begin: all.filter(({ renewsElsewhere }) => !renewsElsewhere), held };
}

/** A service whose time is over and which is there still: only a person ends it. */
function endedOf(service: EndedService): HeldRenewal {
	const { endsOn, endsBecause, serviceStatus } = service;
	const detail =
		endsBecause === 'term'
			? `its fixed term ended on ${endsOn}, and it is ${serviceStatus} still: end it with MSP Provisioning → Service: Terminate, or let it go on with MSP Billing → Renewal: Extend Term`
			: `it was cancelled for ${endsOn}, and is ${serviceStatus} still: end it with MSP Provisioning → Service: Terminate, or let it go on with MSP Billing → Renewal: Take Back Cancellation`;
	return { ...shown(service), reason: 'ended', missed: [], detail };
}

const shown = ({
	serviceId,
	customerCode,
	planCode,
	domain,
	currency,
}: Omit<HeldRenewal, 'reason' | 'detail' | 'missed'>) => ({
	...{ serviceId, customerCode, planCode, domain, currency },
});

type Named = Omit<HeldRenewal, 'reason' | 'detail' | 'missed'>;

/** Nobody can say whether it is due. */
export const undecided = (service: Named, detail: string): HeldRenewal => ({
	...{ ...shown(service), reason: 'failed', missed: [], detail },
});

/** Nobody can say which day it is where the customer lives. */
export const outOfTime = (service: Named & { readonly timeZone: string }): HeldRenewal =>
	undecided(service, `the time zone of its customer is unknown: '${service.timeZone}'`);

/** Why nothing is invoiced for a service though something may be due; undefined when nothing stands in the way. */
export function heldOf(terms: LiveTerms, policy: RenewalPolicy, day: Day): HeldRenewal | undefined {
	const base = { ...shown(terms), missed: missedPeriods(terms, day) };
	if (terms.unclear) {
		const detail = `its plan is in another currency than ${terms.currency}, in which it was billed: change its plan, or end its terms`;
		return { ...base, reason: 'other_currency', detail };
	}
	const reason = heldBecause(terms, policy, day);
	if (reason === null) return undefined;
	const detail =
		reason === 'suspended'
			? 'it is suspended, and is not renewed until that is over'
			: `${base.missed.length} periods are over and were never invoiced: decide with MSP Billing → Renewal: Prepare, Missed Periods`;
	return { ...base, reason, detail };
}

/** What the billing policy says of a service. */
export function policyOfTerms(book: PolicyBook, { customerId, servicePlanId }: LiveTerms): BillingPolicy {
	return policyIn(book, customerId, servicePlanId);
}
