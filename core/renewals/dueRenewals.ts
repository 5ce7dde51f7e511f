import { laterOf, type Day } from '../kernel/calendar';
import { grouped } from '../kernel/groups';
import { discountsOf } from './discounts';
import { coveredPeriod, invoicedOn, missedPeriods, priceOf } from './periods';
import type { OneOff, Period, PlannedInvoice, PlannedLine, RenewalPolicy, Terms } from './terms';

/**
 * The invoices that are due to be made on a day: of each service every period whose invoice is due and was not made,
 * each once. Nothing is made for a service that is suspended, or one with periods that are over, as long as the policy asks
 * a person about these. Pure: the nightly run and the simulation call it.
 */
export function dueRenewals(
	terms: readonly Terms[],
	policyOf: (terms: Terms) => RenewalPolicy,
	day: Day,
): PlannedInvoice[] {
	const due = terms.flatMap((one) => {
		const policy = policyOf(one);
		const lines = heldBecause(one, policy, day) === null ? linesOf(one, policy, day) : [];
		return lines.map(({ line, from }) => {
			const dueOn = laterOf(from, day);
			const group = policy.grouping === 'customer' ? '' : one.serviceId;
			return { line, dueOn, customerId: one.customerId, currency: one.currency, group };
		});
	});
	const keyOf = ({ customerId, currency, dueOn, group }: (typeof due)[number]) =>
		[customerId, currency, dueOn, group].join(' ');
	return [...grouped(due, keyOf).entries()]
		.toSorted(([one], [other]) => (one < other ? -1 : 1))
		.flatMap(([, [first, ...others]]) =>
			first
				? [
						invoiceOf(
							first,
							[first, ...others].map(({ line }) => line),
						),
					]
				: [],
		);
}

/** Why nothing is invoiced for a service whatever is due; null when nothing stands in the way. */
export function heldBecause(
	terms: Terms,
	{ missedPeriods: choice = 'ask' }: RenewalPolicy,
	day: Day,
): 'suspended' | 'missed_periods' | null {
	if (!terms.active) return 'suspended';
	return choice === 'ask' && missedPeriods(terms, day).length > 0 ? 'missed_periods' : null;
}

function invoiceOf(
	{ customerId, currency, dueOn }: Pick<PlannedInvoice, 'customerId' | 'currency' | 'dueOn'>,
	given: readonly PlannedLine[],
): PlannedInvoice {
	const lines = byService(given);
	const totalMinor = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
	return { customerId, currency, dueOn, lines, totalMinor };
}

/** By service; the lines of one stay in their order. */
function byService(lines: readonly PlannedLine[]): PlannedLine[] {
	const key = ({ what, serviceId }: PlannedLine) => `${what.domain} ${serviceId ?? ''}`;
	return lines.toSorted((one, other) => (key(one) === key(other) ? 0 : key(one) < key(other) ? -1 : 1));
}

interface DueLine {
	readonly line: PlannedLine;
	/** From which day on it is to be paid. */
	readonly from: Day;
}

function linesOf(terms: Terms, { invoiceLeadDays }: RenewalPolicy, day: Day): DueLine[] {
	const lines: DueLine[] = [];
	for (let number = terms.nextPeriod; terms.priceMinor > 0; number += 1) {
		const period = coveredPeriod(terms, number);
		if (!period || invoicedOn(period, invoiceLeadDays) > day) break;
		lines.push(...periodLines(terms, period).map((line) => ({ line, from: period.from })));
	}
	const from = lines[0]?.from;
	// A charge goes along with the next renewal, or alone when its day comes first.
	const until = from === undefined ? day : laterOf(from, day);
	const charges = terms.charges.filter(({ dueOn }) => (dueOn === null ? from !== undefined : dueOn <= until));
	const asked = charges.map((charge) => ({ line: chargeLine(terms, charge), from: charge.dueOn ?? from ?? day }));
	return [...lines, ...asked];
}

function periodLines(terms: Terms, period: Period): PlannedLine[] {
	const amountMinor = priceOf(terms, period);
	const periodNumber = period.number;
	const base = { ...lineBase(terms), periodNumber, periodFrom: period.from, periodTo: period.to };
	const off = discountsOf(terms, period, amountMinor);
	return [
		{ ...base, kind: 'renewal', amountMinor },
		...off.map((one): PlannedLine => ({
			...base,
			kind: 'discount',
			amountMinor: -one.amountMinor,
			what: { ...base.what, text: one.discount.code },
		})),
	];
}

function chargeLine(terms: Terms, charge: OneOff): PlannedLine {
	const base = lineBase(terms);
	const { kind, amountMinor, periodFrom, periodTo, chargeId, description } = charge;
	const what = { ...base.what, text: description };
	return { ...base, kind, amountMinor, periodNumber: null, periodFrom, periodTo, chargeId, what };
}

function lineBase({ serviceId, planCode, planName, domain }: Terms) {
	return { serviceId, chargeId: null, what: { planCode, planName, domain, text: '' } };
}

/** The terms of a service after an invoice was made: what the next day goes on with. Pure. */
export function afterInvoice(terms: Terms, { lines }: Pick<PlannedInvoice, 'lines'>): Terms {
	const own = lines.filter(({ serviceId }) => serviceId === terms.serviceId);
	const invoiced = own.flatMap(({ kind, periodNumber }) => (kind === 'renewal' && periodNumber ? [periodNumber] : []));
	const charged = new Set(own.map(({ chargeId }) => chargeId));
	return {
		...terms,
		nextPeriod: Math.max(terms.nextPeriod, ...invoiced.map((number) => number + 1)),
		charges: terms.charges.filter(({ chargeId }) => !charged.has(chargeId)),
	};
}
