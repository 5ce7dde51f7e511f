import type { Transaction } from '../db';
import type { Day } from '../kernel/calendar';
import { InputError } from '../kernel/errors';
import { parseDecimal } from '../kernel/money';
import { findCandidate, type Candidate } from './candidates';
import { insertCharge } from './chargeRows';
import { firstTerms, type FirstTerms } from './firstTerms';
import { periodOf } from './periods';
import { changeTerms, findTerms, insertTerms, lockTerms, type TermsRow } from './termsRows';

export interface StartOrder {
	readonly serviceId: string;
	/** The day on which the service first renews; without it, where its invoices end. */
	readonly firstRenewal?: Day;
	readonly monthEnd?: boolean;
	/** For each period, a decimal; without it, that of its last invoice or of its plan. */
	readonly price?: string;
	/** Whether the saved method is charged; without it, as the billing policy says. */
	readonly autoCharge?: boolean;
}

/**
 * Makes the pack renew a service, whatever its plan says; once. Existing terms stay as they are.
 *
 * @throws InputError when there is no such service, it is neither active nor suspended, its price is none, or the first
 *   renewal lies before the end of what is invoiced or is another one than that of its terms.
 */
export async function startTerms(
	transaction: Transaction,
	order: StartOrder,
	dayFor: (timeZone: string) => Day,
): Promise<{ readonly terms: TermsRow; readonly created: boolean }> {
	const { serviceId, firstRenewal, monthEnd, price, autoCharge } = order;
	const service = await findCandidate(transaction, serviceId);
	if (!service) throw unknownService(serviceId);
	const known = await lockTerms(transaction, serviceId);
	if (known) {
		mustBeSameDay(known, firstRenewal);
		if (!known.byHand) await changeTerms(transaction, serviceId, { byHand: true });
		return { terms: await getTerms(transaction, serviceId), created: false };
	}
	mayBeRenewed(service);
	mustNotOverlap(service, firstRenewal);
	const priceMinor = price === undefined ? undefined : priceOf(price, service.currency);
	const terms = firstTerms(service, dayFor(service.timeZone), { firstRenewal, monthEnd, priceMinor });
	const created = await keepTerms(transaction, terms, true);
	if (created && autoCharge !== undefined) await changeTerms(transaction, serviceId, { autoCharge });
	return { terms: await getTerms(transaction, serviceId), created };
}

/** Writes the first terms of a service, with its set-up fee; false when it has terms. */
export async function keepTerms(transaction: Transaction, terms: FirstTerms, byHand: boolean): Promise<boolean> {
	const { anchor, setUpFeeMinor, serviceId, customerId, currency } = terms;
	const kept = { ...terms, anchorFirst: anchor.first, anchorMonthEnd: anchor.monthEnd, byHand };
	if (!(await insertTerms(transaction, kept))) return false;
	const { from } = periodOf(terms, terms.nextPeriod);
	if (setUpFeeMinor > 0) {
		await insertCharge(transaction, {
			...{ serviceId, customerId, currency, kind: 'set_up', description: '', amountMinor: setUpFeeMinor },
			...{ dueOn: from, periodFrom: null, periodTo: null, reference: 'set_up' },
		});
	}
	transaction.audit({
		customerId,
		action: 'renewal.start',
		subject: serviceId,
		outcome: 'done',
		detail: {
			planCode: terms.planCode,
			nextPeriod: terms.nextPeriod,
			from,
			priceMinor: terms.priceMinor,
			currency,
			byHand,
		},
		correlationId: serviceId,
	});
	return true;
}

/** @throws InputError when the service has no terms. */
export async function getTerms(transaction: Transaction, serviceId: string): Promise<TermsRow> {
	return (await findTerms(transaction, serviceId)) ?? withoutTerms(serviceId);
}

/** @throws InputError when the service has no terms. */
export async function lockExistingTerms(transaction: Transaction, serviceId: string): Promise<TermsRow> {
	return (await lockTerms(transaction, serviceId)) ?? withoutTerms(serviceId);
}

function withoutTerms(serviceId: string): never {
	throw new InputError(
		'serviceId',
		`has no terms: the pack does not renew the service ${serviceId} yet`,
		'Start it with MSP Billing → Renewal: Start. If the pack renews its plan, the first live run starts it.',
		'not_found',
	);
}

function unknownService(serviceId: string): InputError {
	return new InputError(
		'serviceId',
		`is unknown: no service has the ID ${serviceId}`,
		'Take it from MSP Customers → Service: List.',
		'not_found',
	);
}

function mayBeRenewed({ serviceStatus }: Candidate): void {
	if (serviceStatus === 'active' || serviceStatus === 'suspended') return;
	throw new InputError(
		'serviceId',
		`is a service that is ${serviceStatus}`,
		'Only a service that is set up is renewed: start it when it is active.',
		'conflict',
	);
}

/** Days that an invoice covers are not billed once more. */
function mustNotOverlap({ lastTo }: Candidate, firstRenewal: Day | undefined): void {
	if (firstRenewal === undefined || lastTo === null || firstRenewal >= lastTo) return;
	throw new InputError(
		'firstRenewal',
		`is ${firstRenewal}, and the service is invoiced up to ${lastTo}`,
		`Give ${lastTo} or a later day, or none. If its last invoice is wrong, void that one first.`,
		'conflict',
	);
}

function mustBeSameDay({ anchorFirst }: TermsRow, firstRenewal: Day | undefined): void {
	if (firstRenewal === undefined || firstRenewal === anchorFirst) return;
	throw new InputError(
		'firstRenewal',
		`is ${firstRenewal}, and the service has terms already, counted from ${anchorFirst}`,
		'Leave it empty to keep them as they are.',
		'conflict',
	);
}

/** @throws InputError when it is no amount in the currency, or below zero. */
export function priceOf(price: string, currency: string): number {
	const { amountMinor } = parseDecimal(price, currency);
	if (amountMinor >= 0) return amountMinor;
	throw new InputError('price', `is below zero: ${price}`, 'Give zero or more.');
}
