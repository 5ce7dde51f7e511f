import { decimalOf } from '../kernel/money';
import type { DunnedAccount, Enforced, PlannedSuspension } from './account';
import type { PlannedNotice, DunningResult } from './run';
import type { Evaluated } from './writePage';

/** A service that is asked for, in words that a person understands. */
export interface AskedService {
	readonly serviceId: string;
	readonly customerId: string;
	readonly customerCode: string;
	readonly domain: string;
	/** The numbers of the invoices that ask for it. */
	readonly invoices: readonly string[];
	/** What is open on them, such as `12.50 EUR`. */
	readonly owed: readonly string[];
}

/** What a run found: how many of each, the first ones, and every suspension, for all of them are started or none. */
export interface Listing {
	readonly counts: Record<string, number>;
	readonly notices: PlannedNotice[];
	readonly suspensions: Array<{ readonly asked: AskedService; readonly planned: PlannedSuspension }>;
	readonly terminations: AskedService[];
	readonly retryCharges: Array<DunningResult['retryCharges'][number]>;
	/** @param taskId of the letter; null when none was planned now. */
	add(found: Evaluated, taskId: string | null, isLive: boolean): void;
}

/** A run that would suspend more is stopped anyhow: their number is enough. */
const mostSuspensions = 100_000;

export function listing(most: number): Listing {
	const counts: Record<string, number> = {};
	const count = (name: string, more: number) => (counts[name] = (counts[name] ?? 0) + more);
	const list: Listing = {
		counts,
		notices: [],
		suspensions: [],
		terminations: [],
		retryCharges: [],
		add: ({ account, evaluation }, taskId, isLive) => {
			const { notice, suspensions, terminations, retryCharges, lateFees, escalations, reactivations } = evaluation;
			const { customerCode } = account;
			count('accounts', 1);
			count('invoices', account.invoices.length);
			count('suspensions', suspensions.length);
			count('terminations', terminations.length);
			count('retryCharges', retryCharges.length);
			count('lateFees', lateFees.length);
			count('escalations', escalations.length);
			count('reactivations', reactivations.length);
			if (notice && !account.hasAddress) count('unreachable', 1);
			if (notice && account.hasAddress && (taskId !== null || !isLive)) {
				count('notices', 1);
				const invoices = notice.invoices.map(({ number }) => number);
				if (list.notices.length < most) list.notices.push({ customerCode, taskId, action: notice.action, invoices });
			}
			for (const planned of suspensions) {
				if (list.suspensions.length < mostSuspensions)
					list.suspensions.push({ asked: askedOf(account, planned), planned });
			}
			for (const asked of terminations) {
				if (list.terminations.length < most) list.terminations.push(askedOf(account, asked));
			}
			for (const retry of retryCharges) {
				if (list.retryCharges.length < most) list.retryCharges.push({ ...retry, customerCode });
			}
		},
	};
	return list;
}

/** Names what is asked for of a service. */
export function askedOf({ customerId, customerCode, invoices }: DunnedAccount, asked: Enforced): AskedService {
	const { serviceId, domain, invoiceIds } = asked;
	const driving = invoices.filter(({ invoiceId }) => invoiceIds.includes(invoiceId));
	const owed = new Map<string, number>();
	for (const { currency, balanceMinor } of driving) owed.set(currency, (owed.get(currency) ?? 0) + balanceMinor);
	return {
		...{ serviceId, customerId, customerCode, domain },
		invoices: driving.map(({ number }) => number),
		owed: [...owed].map(([currency, amountMinor]) => `${decimalOf({ amountMinor, currency })} ${currency}`),
	};
}
