import { z } from 'zod';
import { creditsOf } from '../credits';
import { type BackOffice, ofCustomerCode, type Transaction } from '../db';
import { customersOf, mostAtOnce, readAccounts, readBook, type DunningBook } from '../dunning';
import { fixedClock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import { grouped } from '../kernel/groups';
import { defaultSettings, resolvePolicy } from '../policies';
import { termsAhead } from '../renewals';
import type { Simulation } from './simulate';
import type { SimulatedCustomer } from './simulateCustomer';

/** Everybody of whom something may happen, read some at a time. */
export interface Base extends Pick<Simulation, 'modes'> {
	/** How many services one night may suspend by itself. */
	readonly mostSuspensions: number;
	/** @throws InputError when no customer has the code. */
	customers(customerCode?: string): AsyncGenerator<SimulatedCustomer>;
}

/** So many are in memory at once. */
const pageSize = 500;

const countRow = z.object({ active: z.number() });

export async function openBase({ store }: Pick<BackOffice, 'store'>, now: Date): Promise<Base> {
	return await store.asStaff(async (transaction) => {
		const book = await readBook(transaction);
		const policy = resolvePolicy(await defaultSettings(transaction));
		const base = await transaction.row(countRow, `select count(*) as active from msp.service where status = 'active'`);
		const { renewals, charges, dunning } = policy;
		return {
			modes: { renewals, charges, dunning },
			mostSuspensions: mostAtOnce(policy, base?.active ?? 0),
			async *customers(customerCode) {
				for (let after: string | null = null; ;) {
					const from: string | null = after;
					const page: Page = await store.asStaff(
						async (inner) => await readPage(inner, { book, now, after: from, customerCode }),
					);
					yield* page.customers;
					if (page.last === null) return;
					after = page.last;
				}
			},
		};
	});
}

interface Asked {
	readonly book: DunningBook;
	readonly now: Date;
	readonly after: string | null;
	readonly customerCode: string | undefined;
}

interface Page {
	readonly customers: readonly SimulatedCustomer[];
	/** Null when it is the last page. */
	readonly last: string | null;
}

const idRow = z.object({ customerId: z.uuid(), hasCustomerAtStripe: z.boolean() });

/** Those who have something that is renewed, or something that is owed, or a service that is kept from them. */
const concerned = `exists (select from msp.service s join msp.plan p on p.id = s.plan_id
		left join msp.service_terms t on t.service_id = s.id
		where s.customer_id = c.id and s.status in ('active', 'suspended')
			and (t.service_id is not null or p.renewed_by = 'pack' or s.status = 'suspended'))
	or exists (select from msp.invoice i where i.customer_id = c.id and i.status in ('open', 'partial'))`;

async function readPage(transaction: Transaction, { book, now, after, customerCode }: Asked): Promise<Page> {
	const found = await transaction.rows(
		idRow,
		`select c.id as customer_id, c.stripe_customer_id is not null as has_customer_at_stripe from msp.customer c
		where ($1::uuid is null or c.id > $1) and ($2::text is null or ${ofCustomerCode('$2')})
			and ($2::text is not null or ${concerned})
		order by c.id limit $3`,
		[after, customerCode ?? null, pageSize],
	);
	if (customerCode !== undefined && found.length === 0 && after === null) {
		throw new InputError(
			'customerCode',
			`is unknown: no customer has the code ${customerCode}`,
			'Take it from MSP Customers → Customer: List.',
			'not_found',
		);
	}
	const ids = found.map(({ customerId }) => customerId);
	const byCustomer = ({ customerId }: { readonly customerId: string }) => customerId;
	// Of everybody, those for whom nothing can be decided are left out, as the nightly run leaves them out.
	const onUnreadable = customerCode === undefined ? () => undefined : undefined;
	const accounts = await readAccounts(transaction, book, await customersOf(transaction, ids), now, onUnreadable);
	const terms = grouped(await termsAhead(transaction, ids, fixedClock(now)), byCustomer);
	const credits = grouped(await creditsOf(transaction, ids), byCustomer);
	const atStripe = new Set(found.flatMap((one) => (one.hasCustomerAtStripe ? [one.customerId] : [])));
	const customers = accounts.map((account): SimulatedCustomer => {
		const own = terms.get(account.customerId) ?? [];
		const planOf = new Map(own.map(({ serviceId, servicePlanId }) => [serviceId, servicePlanId]));
		return {
			account,
			terms: own,
			renewalPolicyOf: ({ serviceId }) => book.policyOf(account.customerId, planOf.get(serviceId)),
			hasSavedMethod: atStripe.has(account.customerId),
			credits: Object.fromEntries(
				(credits.get(account.customerId) ?? []).map(({ currency, leftMinor }) => [currency, leftMinor]),
			),
		};
	});
	return { customers, last: found.length < pageSize ? null : (ids.at(-1) ?? null) };
}
