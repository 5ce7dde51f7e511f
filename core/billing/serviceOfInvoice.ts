import { findPlan, findPlanByCode, type Plan } from '../catalog';
import type { Customer } from '../customers';
import type { Transaction } from '../db';
import { serviceOfRecurring } from '../invoices';
import type { LineClues, ReadInvoice, ServiceClues } from '../invoiceNinja';
import { displayDomain, siteKey } from '../kernel/domainName';
import { findService, listServices, type Service } from '../services';
import { openService } from './openOrder';

/** The service that an invoice of Invoice Ninja is for; nothing where it is for none of the pack's. */
export type Tie =
	| { readonly service: Service; readonly plan: Plan; readonly opened: boolean }
	| { readonly unknown: string }
	| undefined;

/**
 * Finds the service that an invoice is for, in this order: a custom value or the PO number is the reference of an order; a
 * custom value is the domain of a service of the customer, or the notes of a line whose product is a plan name it; an earlier
 * invoice of the same recurring one is for it; a line is of a plan and states a domain that has no service yet: that opens
 * the order. Nothing is guessed: what may mean two services, half of one, or another plan is for a person.
 */
export async function serviceOfInvoice(
	transaction: Transaction,
	customer: Customer,
	read: ReadInvoice,
	clues: ServiceClues,
): Promise<Tie> {
	const ordered = await orderedLines(transaction, clues);
	const known = await knownServices(transaction, customer, clues, ordered);
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
	const earlier = read.recurringId && (await serviceOfRecurring(transaction, read.companyCode, read.recurringId));
	const recurring = earlier ? await findService(transaction, earlier) : undefined;
	if (recurring) return await tied(transaction, recurring);
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
	const found: OrderedLine[] = [];
	const plans = new Map<string, Plan | undefined>();
	for (const { productKey, domains, mentioned } of lines.filter(isProduct)) {
		if (!plans.has(productKey)) plans.set(productKey, await findPlanByCode(transaction, productKey.toLowerCase()));
		const plan = plans.get(productKey);
		if (plan) found.push({ plan, domains, mentioned, domain: domains.length === 1 ? domains[0] : undefined });
	}
	return found;
}

const isProduct = ({ productKey }: LineClues) => productKey !== '';

async function knownServices(
	transaction: Transaction,
	{ customerCode }: Customer,
	{ references, domains }: ServiceClues,
	ordered: readonly OrderedLine[],
): Promise<Service[]> {
	const services = await listServices(transaction, { customerCode, limit: null });
	const byReference = services.filter(({ orderReference }) => references.includes(orderReference));
	if (byReference.length > 0) return byReference;
	const live = services.filter(({ status }) => status !== 'terminated' && status !== 'cancelled');
	const named = new Set([...domains, ...ordered.flatMap(({ mentioned }) => mentioned)]);
	return live.filter(({ domain }) => named.has(siteKey(domain)));
}

async function tied(transaction: Transaction, service: Service): Promise<Tie> {
	const plan = await findPlan(transaction, service.planId);
	return plan ? { service, plan, opened: false } : { unknown: `the plan ${service.planCode} is gone` };
}

async function orderOf(
	transaction: Transaction,
	customer: Customer,
	{ externalId, status }: ReadInvoice,
	{ plan, domain, domains }: OrderedLine,
): Promise<Tie> {
	if (domain === undefined) {
		const states = domains.length === 0 ? 'no domain' : `several domains (${domains.map(displayDomain).join(', ')})`;
		return {
			unknown: `the line of the plan ${plan.planCode} states ${states}: write it into a custom value of the line`,
		};
	}
	// Nothing is ordered until it is sent.
	if (status !== 'open' && status !== 'partial' && status !== 'paid') return undefined;
	if (!plan.available) return { unknown: `the plan ${plan.planCode} is not sold any more` };
	const orderReference = `ninja:${externalId}`;
	const { service, created } = await openService(transaction, { customer, plan, domain, orderReference });
	return { service, plan, opened: created };
}
