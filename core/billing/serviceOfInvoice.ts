import { findPlan, listPlans, type Plan } from '../catalog';
import type { Customer } from '../customers';
import type { Transaction } from '../db';
import { serviceOfRecurring } from '../invoices';
import type { LineClues, ReadInvoice, ServiceClues } from '../invoiceNinja';
import { displayDomain, sameSite, siteKey } from '../kernel/domainName';
import { findService, findServiceOfOrder, listServices, type ChangedOrder, type Service } from '../services';
import { checkedDomain, openService } from './openOrder';

/** The service that an invoice of Invoice Ninja is for; nothing where it is for none of the pack's. */
export type Tie =
	| {
			readonly service: Service;
			readonly plan: Plan;
			readonly opened: boolean;
			/** What the order of the invoice is for now: its lines were edited. The caller locks the service and writes it. */
			readonly edit?: ChangedOrder;
	  }
	| { readonly unknown: string }
	| undefined;

/**
 * Finds the service that an invoice is for, in this order: a custom value is the reference of an order, or the PO number is
 * that of an order whose plan a line has; a custom value is the domain of a service of the customer, or the notes of a line
 * whose product is a plan name it; an earlier invoice of the same recurring one is for it; a line is of a plan and states a
 * domain that has no service yet: that opens the order. Nothing is guessed: what may mean two services, half of one, or
 * another plan is for a person. What nobody owes yet, or any more, is for none.
 */
export async function serviceOfInvoice(
	transaction: Transaction,
	customer: Customer,
	read: ReadInvoice,
	clues: ServiceClues,
): Promise<Tie> {
	if (!isSent(read)) return undefined;
	const ordered = await orderedLines(transaction, clues);
	const { known, byPoNumber } = await knownServices(transaction, customer, { read, clues, ordered });
	const [service] = known;
	const also = ordered.filter(({ domain }) => domain !== undefined && siteKey(service?.domain ?? '') !== domain);
	const several =
		known.length + also.length > 1 && (known.length > 1 || new Set(also.map(keyOf)).size + known.length > 1);
	if (several) {
		const named = [...known.map(({ domain }) => domain), ...also.map(({ domain }) => domain ?? '')].map(displayDomain);
		return { unknown: `it names several services (${[...new Set(named)].join(', ')}): one invoice is for one service` };
	}
	const other = service && ordered.find(({ plan }) => plan.planId !== service.planId);
	if (other) {
		const has = `${displayDomain(service.domain)} has the plan ${service.planCode}`;
		return { unknown: `${has}, and a line is of the plan ${other.plan.planCode}` };
	}
	if (service) return await tied(transaction, service);
	if (byPoNumber) {
		const order = byPoNumber.orderReference;
		return {
			unknown: `its PO number is the order ${order}, and no line is of the plan ${byPoNumber.planCode}: write the order into a custom value`,
		};
	}
	const earlier = read.recurringId && (await serviceOfRecurring(transaction, read.companyCode, read.recurringId));
	const recurring = earlier ? await findService(transaction, earlier) : undefined;
	if (recurring && !isOwn(recurring, read)) return await tied(transaction, recurring);
	const [line] = also.length > 0 ? also : ordered;
	if (line) return await orderOf(transaction, customer, read, line);
	const [lost] = clues.lines.filter(({ inCustomValue }) => inCustomValue);
	if (!lost) return undefined;
	const product = lost.productKey === '' ? 'no product' : `the product '${lost.productKey}'`;
	return { unknown: `a line names ${lost.domains.map(displayDomain).join(', ')} and ${product}, which is no plan` };
}

interface OrderedLine {
	readonly plan: Plan;
	readonly domain: string | undefined;
	readonly domains: readonly string[];
	readonly mentioned: readonly string[];
}

const keyOf = ({ plan, domain }: OrderedLine) => `${plan.planId} ${domain ?? ''}`;

/** The lines whose product is a plan. */
async function orderedLines(transaction: Transaction, { lines }: ServiceClues): Promise<OrderedLine[]> {
	const products = lines.filter(isProduct);
	if (products.length === 0) return [];
	const plans = await listPlans(transaction, { limit: null });
	const byCode = new Map(plans.map((plan) => [plan.planCode, plan]));
	return products.flatMap(({ productKey, domains, mentioned }) => {
		const plan = byCode.get(productKey.toLowerCase());
		if (!plan) return [];
		return [{ plan, domains, mentioned, domain: domains.length === 1 ? domains[0] : undefined }];
	});
}

const isProduct = ({ productKey }: LineClues) => productKey !== '';

interface Said {
	readonly read: ReadInvoice;
	readonly clues: ServiceClues;
	readonly ordered: readonly OrderedLine[];
}

/** The services that an invoice names, and the one that its PO number alone names. */
async function knownServices(
	transaction: Transaction,
	{ customerCode }: Customer,
	{ read, clues: { references, poNumber, domains }, ordered }: Said,
): Promise<{ readonly known: readonly Service[]; readonly byPoNumber?: Service }> {
	const all = await listServices(transaction, { customerCode, limit: null });
	// What the invoice itself ordered follows its lines until it is paid.
	const services = all.filter((service) => !isOwn(service, read));
	const isOfPlan = ({ planId }: Service) => ordered.some(({ plan }) => plan.planId === planId);
	const byPoNumber = services.find(({ orderReference }) => orderReference === poNumber);
	const byReference = services.filter(
		(service) =>
			references.includes(service.orderReference) || (service.serviceId === byPoNumber?.serviceId && isOfPlan(service)),
	);
	if (byReference.length > 0) return { known: byReference };
	const live = services.filter(({ status }) => status !== 'terminated' && status !== 'cancelled');
	const named = new Set([...domains, ...ordered.flatMap(({ mentioned }) => mentioned)]);
	return { known: live.filter(({ domain }) => named.has(siteKey(domain))), ...(byPoNumber && { byPoNumber }) };
}

/** Nothing is ordered until it is sent, nor by what was cancelled. */
export const isSent = ({ status }: ReadInvoice) => status === 'open' || status === 'partial' || status === 'paid';

const referenceOf = ({ externalId }: ReadInvoice) => `ninja:${externalId}`;

/** Whether it is the order that the invoice itself opened, and waits for its payment. */
const isOwn = ({ orderReference, status }: Service, read: ReadInvoice) =>
	status === 'pending_payment' && orderReference === referenceOf(read);

async function tied(transaction: Transaction, service: Service): Promise<Tie> {
	const plan = await findPlan(transaction, service.planId);
	return plan ? { service, plan, opened: false } : { unknown: `the plan ${service.planCode} is gone` };
}

async function orderOf(
	transaction: Transaction,
	customer: Customer,
	read: ReadInvoice,
	{ plan, domain, domains }: OrderedLine,
): Promise<Tie> {
	if (domain === undefined) {
		const states = domains.length === 0 ? 'no domain' : `several domains (${domains.map(displayDomain).join(', ')})`;
		return {
			unknown: `the line of the plan ${plan.planCode} states ${states}: write it into a custom value of the line`,
		};
	}
	const orderReference = referenceOf(read);
	const before = await findServiceOfOrder(transaction, orderReference);
	if (before?.planId === plan.planId && sameSite(before.domain, domain)) {
		return { service: before, plan, opened: false };
	}
	if (!plan.available) return { unknown: `the plan ${plan.planCode} is not sold any more` };
	if (before && isOwn(before, read)) {
		return { service: before, plan, opened: false, edit: { planId: plan.planId, domain: checkedDomain(domain) } };
	}
	if (before) {
		const has = `${before.planCode} on ${displayDomain(before.domain)}`;
		return { unknown: `its order was ${has}, and is ${before.status}: write a new invoice for what it says now` };
	}
	const { service, created } = await openService(transaction, { customer, plan, domain, orderReference });
	return { service, plan, opened: created };
}
