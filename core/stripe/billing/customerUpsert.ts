import type Stripe from 'stripe';
import { ExternalError } from '../../kernel/errors';
import type { ReadBack, SideEffect } from '../../tasks';
import { withStripe, type StripeAccount } from '../client';
import { isKeyTaken, madeSince, recorded, type Asked } from './creation';
import { customerParams, shows, type CustomerDetails } from './customers';
import { largestPage, ofMetadata, searched } from './lists';
import { toWrite } from './rights';
import { shownCustomer, type ShownCustomer } from './shownObjects';
import { hashOf, inOrder, keyed, markedBy, markOf, markText, workKey, type Mark } from './work';

export interface CustomerUpsert {
	/** By which of its details a customer is known again. */
	readonly by: 'email' | 'customerCode';
	readonly details: CustomerDetails & { readonly email: string };
}

export interface UpsertIntent extends CustomerUpsert {
	readonly mark: Mark;
	/** The customer that was there; null when one is to be made. */
	readonly customerId: string | null;
}

const right = toWrite('customer', 'Customer: Create or Update');
const show = (object: unknown): ShownCustomer => shownCustomer.parse(object);

/**
 * Creates a customer, or changes the one that is there. Two at once, and one right after the other, make one: the key of
 * the creation is the identity, Stripe's lists show at once what was written, and its search, which lags, is only asked
 * besides.
 *
 * @throws ExternalError `exists` when several customers are meant, with their IDs.
 */
export function customerUpsert(
	account: StripeAccount,
): SideEffect<Asked<CustomerUpsert>, UpsertIntent, ShownCustomer & { created: boolean }> {
	const ask = async <T>(work: (stripe: Stripe) => Promise<T>) => await withStripe(account, work, right);
	return {
		name: 'stripe.customer.upsert',
		intent: recorded<UpsertIntent>(),
		result: recorded<ShownCustomer & { created: boolean }>(),
		plan: async ({ work, params }) =>
			await ask(async (stripe) => ({
				intent: {
					...params,
					mark: markOf(work, 'stripe.customer.upsert', params),
					customerId: (await identified(stripe, params))?.customerId ?? null,
				},
			})),
		apply: async (intent) =>
			await ask(async (stripe) => {
				if (intent.customerId === null) return await made(stripe, intent);
				const updated = await stripe.customers.update(
					intent.customerId,
					customerParams(intent.details),
					keyed(intent.mark),
				);
				return { ...show(updated), created: false };
			}),
		readBack: async (intent) =>
			await ask(async (stripe): Promise<ReadBack<ShownCustomer & { created: boolean }>> => {
				const found = await identified(stripe, intent);
				if (!found || !shows(found, intent.details)) return { state: 'absent' };
				return { state: 'ours', result: { ...found, created: intent.customerId === null } };
			}),
	};
}

/** Stripe keeps a key for a day: by then the lists know the customer for long. */
async function made(stripe: Stripe, intent: UpsertIntent): Promise<ShownCustomer & { created: boolean }> {
	const { by, details, mark } = intent;
	const identity = { work: hashOf('customer', by, identityOf(intent)) };
	try {
		const params = customerParams(details, {
			[workKey]: markText({ ...identity, asked: hashOf(inOrder(details)).slice(0, 8) }),
		});
		const created = await stripe.customers.create(params, keyed(identity));
		// A repeat of the key gives what was then, and the customer may be gone or changed since.
		if (created.lastResponse.headers['idempotent-replayed'] !== 'true') return { ...show(created), created: true };
		const now = show(await stripe.customers.retrieve(created.id));
		if (!now.deleted) return await updated(stripe, now, intent);
		return { ...show(await stripe.customers.create(customerParams(details), keyed(mark))), created: true };
	} catch (error) {
		// Somebody makes the same customer with other details at the same moment: that one is changed.
		if (!isKeyTaken(error)) throw error;
		const found = (await identified(stripe, intent)) ?? (await madeToday(stripe, identity));
		if (found) return await updated(stripe, found, intent);
		return { ...show(await stripe.customers.create(customerParams(details), keyed(mark))), created: true };
	}
}

/** The customer that the key stands for, when its address has changed since. Stripe keeps a key for a day. */
async function madeToday(stripe: Stripe, { work }: Pick<Mark, 'work'>): Promise<ShownCustomer | undefined> {
	const since = Math.floor(Date.now() / 1000) - 26 * 3_600;
	for await (const one of stripe.customers.list({ ...madeSince(since), ...largestPage })) {
		if (markedBy(one.metadata, { work, asked: '' }) !== 'other') return show(one);
	}
	return undefined;
}

async function updated(stripe: Stripe, found: ShownCustomer, { details, mark }: UpsertIntent) {
	if (shows(found, details)) return { ...found, created: false };
	const changed = await stripe.customers.update(found.customerId, customerParams(details), keyed(mark));
	return { ...show(changed), created: false };
}

const identityOf = ({ by, details }: CustomerUpsert): string =>
	by === 'email' ? details.email : (details.customerCode ?? '');

/** The customer that is meant: by the list of its address, which is up to date, and by a search for its code. */
async function identified(stripe: Stripe, { by, details }: CustomerUpsert): Promise<ShownCustomer | undefined> {
	const found = new Map<string, ShownCustomer>();
	for await (const one of stripe.customers.list({ email: details.email, ...largestPage })) found.set(one.id, show(one));
	const { customerCode } = details;
	if (by === 'email' || customerCode === undefined) return onlyOne([...found.values()], `the address ${details.email}`);

	const query = ofMetadata('customer_code', customerCode);
	for await (const { id } of searched(stripe.customers.search({ query, ...largestPage }))) {
		// What a search shows is as old as its index.
		if (!found.has(id)) found.set(id, show(await stripe.customers.retrieve(id)));
	}
	const all = [...found.values()].filter(({ deleted }) => !deleted);
	const known = onlyOne(
		all.filter((one) => one.customerCode === customerCode),
		`the code ${customerCode}`,
	);
	if (known) return known;
	// One that nobody has given a code yet, such as an old checkout left it.
	const nameless = all.filter((one) => one.customerCode === null && one.email === details.email);
	return nameless.length === 1 ? nameless[0] : undefined;
}

function onlyOne(found: readonly ShownCustomer[], by: string): ShownCustomer | undefined {
	if (found.length <= 1) return found[0];
	const ids = found.map(({ customerId }) => customerId).slice(0, 10);
	throw new ExternalError(
		'exists',
		`Stripe has ${found.length} customers with ${by}: ${ids.join(', ')}`,
		'Decide which one counts, and use Customer: Update with its ID, or remove the others at Stripe.',
	);
}
