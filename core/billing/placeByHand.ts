import { findPlanByCode, type Plan } from '../catalog';
import { addCustomer, findCustomerByCode, type Customer } from '../customers';
import type { BackOffice, Transaction } from '../db';
import { InputError } from '../kernel/errors';
import { recordInvoiceOfMoney, recordPlacement, type StoredPaymentEvent } from '../payments';
import { describeBuyer } from './buyer';
import { linkBuyer } from './findBuyer';
import type { PaymentFacts } from './paymentFacts';
import { openOrderOf } from './placePayment';
import type { Resolution } from './resolution';
import { lockMoneyOfEvent, resolvePayment, type Heard } from './resolveOrder';

/** Whose a payment is, as a person says. */
export interface Placement {
	readonly paymentEventId: string;
	/** The code of a customer who is known; undefined makes a new one of the buyer. */
	readonly customerCode?: string;
	/** By default what the payment names. */
	readonly planCode?: string;
	readonly domain?: string;
	/** Who says so. */
	readonly by: string;
}

export interface PlacedPayment {
	/** `already`: the payment had its order before; then nothing was changed. */
	readonly state: 'placed' | 'already';
	readonly paymentEventId: string;
	readonly customerCode: string;
	readonly customerCreated: boolean;
	readonly serviceId: string | null;
	readonly orderReference: string | null;
	readonly domain: string | null;
	readonly planCode: string | null;
	/** Who placed it, and when; null when it found its order by itself. */
	readonly placedBy: string | null;
	readonly placedAt: Date | null;
}

/**
 * Places a payment that nobody could place: opens its order for a customer whom a person names, or for a new one who is made
 * of the buyer. Its events go back among the unprocessed, so that the money is applied and the service set up in the usual
 * way. A repeat changes nothing and tells what was decided.
 *
 * @throws InputError when there is no such event, it is about no money that came, or the order cannot be opened.
 */
export async function placeByHand({ store }: Pick<BackOffice, 'store'>, placement: Placement): Promise<PlacedPayment> {
	return await store.asStaff(async (transaction) => {
		const heard = await placeableMoney(transaction, placement.paymentEventId);
		const [facts] = heard.parts;
		// What was missing may have come meanwhile.
		const before = await resolvePayment(transaction, heard, facts);
		if (before.outcome === 'resolved') return outcomeOf(placement, before, 'already', decisionIn(heard.events));
		if (!facts.succeeded) throw new InputError('paymentEventId', 'is of money that has not come', 'Wait for it.');

		const plan = await planOf(transaction, placement.planCode ?? facts.references.plan);
		const domain = placement.domain ?? facts.references.domain ?? '';
		const { customer, created } = await customerFor(transaction, facts, placement);
		const opened = await openOrderOf(transaction, facts, { customer, plan, domain });
		if (opened.outcome !== 'resolved') throw cannotOpen(opened.detail);
		await recordInvoiceOfMoney(transaction, heard.events, opened.invoice);
		const eventIds = heard.events.map(({ paymentEventId }) => paymentEventId);
		await recordPlacement(transaction, eventIds, placement.by);
		transaction.audit({
			customerId: customer.customerId,
			action: 'payment.place',
			subject: placement.paymentEventId,
			outcome: 'done',
			detail: { by: placement.by, customerCreated: created, orderReference: opened.service?.orderReference },
			correlationId: `${facts.provider}:${facts.paymentReference}`,
		});
		const decision = { placedBy: placement.by, placedAt: null };
		return { ...outcomeOf(placement, opened, 'placed', decision), customerCreated: created };
	});
}

/**
 * Locks the money of an event that a person may place.
 *
 * @throws InputError when there is no such event, it is about no money, or Invoice Ninja says what it pays.
 */
export async function placeableMoney(transaction: Transaction, paymentEventId: string): Promise<Heard> {
	const heard = await lockMoneyOfEvent(transaction, paymentEventId);
	if (!heard)
		throw new InputError('paymentEventId', 'is of an event about no money that moved', 'Choose another event.');
	if (!heard.parts[0].source) return heard;
	throw new InputError(
		'paymentEventId',
		'is of a payment of Invoice Ninja',
		'Apply it to an invoice there, or see MSP Billing → Invoice Ninja: List Unknown.',
	);
}

/** Who placed a payment by hand, as its events keep it. */
export function decisionIn(events: readonly StoredPaymentEvent[]): Pick<PlacedPayment, 'placedBy' | 'placedAt'> {
	const decided = events.find(({ placedBy }) => placedBy !== null);
	return { placedBy: decided?.placedBy ?? null, placedAt: decided?.placedAt ?? null };
}

async function customerFor(
	transaction: Transaction,
	facts: PaymentFacts,
	{ customerCode }: Placement,
): Promise<{ readonly customer: Customer; readonly created: boolean }> {
	if (customerCode === undefined) return { customer: await newCustomerOf(transaction, facts), created: true };
	const known = await findCustomerByCode(transaction, customerCode);
	if (known) return { customer: await linkBuyer(transaction, facts, known), created: false };
	throw new InputError('customerCode', `is unknown: no customer has the code ${customerCode}`, 'Choose another.');
}

/** So many customers may have had the address of one buyer. */
const mostOfOneCode = 20;

/** Makes a customer of the buyer. A person has said that it is a new one, so a code that is taken gets a number. */
async function newCustomerOf(transaction: Transaction, facts: PaymentFacts): Promise<Customer> {
	const described = describeBuyer(facts) ?? describeBuyer({ ...facts, references: withoutCode(facts) });
	if (!described) {
		throw new InputError(
			'customerCode',
			'is missing: the provider tells no e-mail address of the buyer',
			'Make the customer with MSP Customers → Customer: Create, and choose it.',
		);
	}
	// The provider's ID stays with whom it belongs to.
	const { stripeCustomerId: _stripe, paypalPayerId: _paypal, ...customer } = described;
	const { customerCode } = customer;
	for (let number = 1; number <= mostOfOneCode; number++) {
		const code = number === 1 ? customerCode : `${customerCode.slice(0, 37)}-${number}`;
		const made = await addCustomer(transaction, { ...customer, customerCode: code });
		if (made) return await linkBuyer(transaction, facts, made);
	}
	throw new InputError('customerCode', `${customerCode} is taken many times over`, 'Choose the customer who it is.');
}

const withoutCode = ({ references: { customer: _code, ...references } }: PaymentFacts) => references;

async function planOf(transaction: Transaction, planCode: string | undefined): Promise<Plan> {
	const plan = planCode === undefined ? undefined : await findPlanByCode(transaction, planCode);
	if (plan) return plan;
	throw new InputError(
		'planCode',
		planCode ? `is unknown: ${planCode}` : 'is missing',
		'Choose the plan that was paid.',
	);
}

function cannotOpen(detail: string): InputError {
	return new InputError('paymentEventId', `cannot be placed: ${detail}`, 'Choose another plan or domain.');
}

function outcomeOf(
	{ paymentEventId }: Placement,
	{ invoice, service }: Extract<Resolution, { outcome: 'resolved' }>,
	state: PlacedPayment['state'],
	decision: Pick<PlacedPayment, 'placedBy' | 'placedAt'>,
): PlacedPayment {
	return {
		state,
		paymentEventId,
		customerCode: invoice.customerCode,
		customerCreated: false,
		serviceId: service?.serviceId ?? null,
		orderReference: service?.orderReference ?? null,
		domain: service?.domain ?? null,
		planCode: service?.planCode ?? null,
		...decision,
	};
}
