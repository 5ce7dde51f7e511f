import { displayDomain, siteOf } from '../kernel/domainName';
import { InputError } from '../kernel/errors';
import type { Transaction } from '../db';
import { findOtherOnDomain } from './services';

/**
 * Makes sure that no other order serves a domain, before somebody pays for it. Whose it is, is not told: a buyer may ask.
 *
 * @param order its own service is no other one.
 * @throws InputError `conflict` when another order has the domain.
 */
export async function requireFreeDomain(
	transaction: Transaction,
	{ domain: given, order = '' }: { readonly domain: string; readonly order?: string },
): Promise<{ domain: string; free: true }> {
	const domain = siteOf(given) ?? given;
	if (!(await findOtherOnDomain(transaction, { domain, orderReference: order }))) return { domain, free: true };
	throw new InputError(
		'domain',
		`is served here already: ${displayDomain(domain)}`,
		'Choose another domain, or change the service that it has.',
		'conflict',
	);
}
