import { findCustomerOfClient, findCustomerOfProvider } from '../customers';
import type { BackOffice } from '../db';
import { readAutomation, type Ninja, type NinjaAutomation } from '../invoiceNinja';
import { listSubscriptions, type StripeAccount } from '../stripe';
import { saveFindings, systemNames, type FoundKind, type Finding, type FoundSystem } from './foundSettings';
import { wordsOn } from './withFound';

type Office = Pick<BackOffice, 'store'>;

/** What another system does by itself, with what follows for the pack. */
export interface CheckedSetting {
	readonly companyCode: string;
	readonly system: FoundSystem;
	readonly kind: FoundKind;
	/** For the customers of the company who have no settings of their own. */
	readonly isOn: boolean;
	readonly settings: Readonly<Record<string, unknown>>;
	/** For an operator. */
	readonly words: string;
	/** The codes of the customers for whom it is the other way round. */
	readonly otherwiseFor: readonly string[];
}

const kindsOfNinja = [
	['reminders', 'reminders'],
	['late_fees', 'lateFees'],
	['charges', 'charges'],
] as const satisfies ReadonlyArray<readonly [FoundKind, keyof NinjaAutomation]>;

/**
 * Reads what Invoice Ninja does by itself about unpaid invoices, and keeps it: the pack's own of that kind is off for its
 * invoices from then on, until the next check finds otherwise.
 */
export async function checkInvoiceNinja(
	{ store }: Office,
	companyCode: string,
	ninja: Ninja,
): Promise<CheckedSetting[]> {
	const { company, clients } = await readAutomation(ninja);
	return await store.asStaff(async (transaction) => {
		const findings: Finding[] = kindsOfNinja.map(([kind, name]) => ({ customerCode: null, kind, ...company[name] }));
		for (const { clientId, automation } of clients) {
			const customer = await findCustomerOfClient(transaction, companyCode, clientId);
			if (!customer) continue;
			for (const [kind, name] of kindsOfNinja) {
				if (automation[name].isOn !== company[name].isOn)
					findings.push({ customerCode: customer.customerCode, kind, ...automation[name] });
			}
		}
		await saveFindings(transaction, { companyCode, system: 'invoice_ninja' }, findings);
		return kindsOfNinja.map(([kind, name]) => ({
			...{ companyCode, system: 'invoice_ninja' as const, kind, ...company[name] },
			words: wordsOn(systemNames.invoice_ninja, { kind, ...company[name] }),
			otherwiseFor: findings.flatMap((one) =>
				one.kind === kind && one.customerCode !== null ? [one.customerCode] : [],
			),
		}));
	});
}

/**
 * Notes which customers have subscriptions at Stripe that Stripe charges and retries by itself. By which retries, only the
 * settings of the account say (Billing → Revenue recovery), and no API shows them. The pack charges what it has invoiced
 * itself, and leaves those subscriptions alone.
 */
export async function checkStripe(
	{ store }: Office,
	companyCode: string,
	account: StripeAccount,
): Promise<CheckedSetting[]> {
	const subscriptions = await listSubscriptions(account, {}, null);
	const automatic = subscriptions.filter(({ collectionMethod }) => collectionMethod === 'charge_automatically');
	const counts = new Map<string, number>();
	for (const { customerId } of automatic) {
		if (customerId !== null) counts.set(customerId, (counts.get(customerId) ?? 0) + 1);
	}
	return await store.asStaff(async (transaction) => {
		const settings = { collection_method: 'charge_automatically', subscriptions: automatic.length };
		const isOn = automatic.length > 0;
		const findings: Finding[] = [{ customerCode: null, kind: 'charges', isOn, settings }];
		for (const [stripeCustomerId, count] of counts) {
			const customer = await findCustomerOfProvider(transaction, 'stripe', stripeCustomerId);
			if (customer?.companyCode !== companyCode) continue;
			const own = { ...settings, subscriptions: count };
			findings.push({ customerCode: customer.customerCode, kind: 'charges', isOn: true, settings: own });
		}
		await saveFindings(transaction, { companyCode, system: 'stripe' }, findings);
		const words = isOn
			? `Stripe charges and retries ${automatic.length} subscriptions by itself, as Billing → Revenue recovery in its dashboard says. The pack does not charge for them: it charges what it has invoiced itself.`
			: 'Stripe has no subscription that it charges by itself.';
		return [{ companyCode, system: 'stripe', kind: 'charges', isOn, settings, words, otherwiseFor: [] }];
	});
}
