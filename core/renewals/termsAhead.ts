import type { Transaction } from '../db';
import { isTimeZone } from '../kernel/calendar';
import type { Clock } from '../kernel/clock';
import { servicesWithoutTerms } from './candidates';
import { beginningTerms, liveTerms, type LiveTerms } from './dueTerms';
import { termsOfCustomers } from './termsRows';

/**
 * The terms of the services of some customers, as the next run would go by them: also those with which it would begin to
 * renew a service. What nobody can say the price or the day of, and what is renewed elsewhere, is left out. Nothing is written.
 */
export async function termsAhead(
	transaction: Transaction,
	customerIds: readonly string[],
	clock: Clock,
): Promise<LiveTerms[]> {
	const terms: LiveTerms[] = [];
	for (const row of await termsOfCustomers(transaction, customerIds)) {
		if (isTimeZone(row.timeZone)) terms.push(await liveTerms(transaction, row, clock));
	}
	const beginning = await servicesWithoutTerms(transaction, { customerIds });
	for (const service of beginning) {
		if (!service.renewsElsewhere && isTimeZone(service.timeZone)) terms.push(beginningTerms(service, clock));
	}
	return terms.filter(({ unclear }) => unclear === null);
}
