import type { BackOffice } from '../db';
import { getCustomer } from '../customers';
import type { Day } from '../kernel/calendar';
import { systemClock, type Clock } from '../kernel/clock';
import type { DunnedAccount, Evaluation } from './account';
import { readBook } from './book';
import { evaluateAccount } from './evaluate';
import { readAccount } from './readAccounts';
import { today } from './today';

export interface AccountOnDay extends Evaluation {
	readonly customerCode: string;
	readonly day: Day;
	readonly mode: DunnedAccount['policy']['dunning'];
	readonly invoices: DunnedAccount['invoices'];
	readonly services: ReadonlyArray<Omit<DunnedAccount['services'][number], 'policy' | 'campaign'>>;
	readonly attempts: DunnedAccount['attempts'];
}

/**
 * How the account of a customer stands today, what the next run would do, and why. It changes nothing.
 *
 * @throws InputError when there is no such customer.
 */
export async function stateOfCustomer(
	{ store }: Pick<BackOffice, 'store'>,
	customerCode: string,
	clock: Clock = systemClock,
): Promise<AccountOnDay> {
	return await store.asStaff(async (transaction) => {
		const now = clock.now();
		const { customerId } = await getCustomer(transaction, customerCode);
		const book = await readBook(transaction, [customerId]);
		const account = await readAccount(transaction, book, customerId, now);
		if (!account) throw new RangeError(`the customer ${customerCode} went away`);
		const day = today(account, now);
		const { invoices, attempts, policy } = account;
		const services = account.services.map(({ policy: _, campaign: __, ...service }) => service);
		return {
			customerCode,
			day,
			mode: policy.dunning,
			...evaluateAccount(account, day, now),
			invoices,
			services,
			attempts,
		};
	});
}
