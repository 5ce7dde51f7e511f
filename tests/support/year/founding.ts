import { randomUUID } from 'node:crypto';
import { insertPlan } from '../../../core/catalog/plans';
import { insertCustomer, updateCustomer } from '../../../core/customers';
import { dayIn } from '../../../core/kernel/calendar';
import { startTerms } from '../../../core/renewals';
import type { TaskOffice } from '../../../core/tasks';
import { cardsOf, plans, type PlayedCustomer } from './company';
import type { Payer } from './bank';
import type { YearWorld } from './world';

/** A customer with what the vendors call them. */
export interface Founded extends Payer {
	readonly played: PlayedCustomer;
	readonly customerId: string;
	/** The method that is charged by itself; null for who has none saved. */
	readonly savedMethod: string | null;
	readonly serviceIds: readonly string[];
}

const intervals = { 1: 'month', 3: 'quarter', 6: 'half_year', 12: 'year', 24: 'two_years' } as const;
/** What Invoice Ninja calls them. */
const currencyIds: Readonly<Record<string, string>> = { USD: '1', EUR: '3', JPY: '45' };
const serverId = randomUUID();

/** The company on the evening before the year: its plans, its server, its customers with their running services. */
export async function found(world: YearWorld, office: TaskOffice, company: readonly PlayedCustomer[]) {
	const { owner } = world.database;
	await office.store.asStaff(async (transaction) => {
		for (const { planCode, cycleMonths, currency, priceMinor } of plans) {
			await insertPlan(transaction, {
				...{ planCode, name: planCode, priceMinor, currency, packageName: 'starter' },
				...{ billingInterval: intervals[cycleMonths], renewedBy: 'pack' },
			});
		}
	});
	await owner.query(
		`insert into msp.server (id, server_code, panel, base_url, username, sealed_token, server_group, max_accounts)
		values ($1, 'panel', 'whm', 'https://panel.example:2087', 'root', 'sealed', 'default', 100000)`,
		[serverId],
	);
	const founded: Founded[] = [];
	for (const played of company) founded.push(await foundCustomer(world, office, played));
	return founded;
}

async function foundCustomer(world: YearWorld, office: TaskOffice, played: PlayedCustomer): Promise<Founded> {
	const { code, language, currency, timeZone, country, habit, books } = played;
	const email = `${code}@customer.example`;
	// By a card of their own they pay links; the saved one is charged by itself.
	const link = await world.stripe.customerWith('pm_card_visa');
	const card = cardsOf[habit];
	const saved = card === undefined ? undefined : await world.stripe.customerWith(card);
	const client =
		books === 'invoice_ninja'
			? await world.ninjaScene.client(code, email, {
					id_number: code,
					settings: { currency_id: currencyIds[currency] },
				})
			: undefined;
	const customer = await office.store.asStaff(
		async (transaction) => await insertCustomer(transaction, { customerCode: code, name: code, email }),
	);
	if (!customer) throw new Error(`the customer ${code} was founded before`);
	await updateCustomer(office, code, {
		...{ language, currency, timeZone, address: { country } },
		...(saved && { stripeCustomerId: saved.customerId }),
		...(client && { invoiceNinjaClientId: client.id }),
	});
	const serviceIds: string[] = [];
	for (const service of played.services) {
		const { rows } = await world.database.owner.query<{ id: string }>(
			`insert into msp.service (customer_id, plan_id, server_id, order_reference, domain, username, status, activated_at)
			select $1, p.id, $2, $3::text, $3, left(replace($3, '.', ''), 8), 'active', $5::timestamptz from msp.plan p where plan_code = $4
			returning id`,
			[customer.customerId, serverId, service.domain, service.planCode, world.clock.now()],
		);
		const serviceId = rows[0]?.id ?? '';
		serviceIds.push(serviceId);
		const { first: firstRenewal, monthEnd } = service.anchor;
		await office.store.asStaff(async (transaction) => {
			await startTerms(transaction, { serviceId, firstRenewal, monthEnd }, (zone) => dayIn(zone, world.clock.now()));
		});
		await world.panel.panel.createAccount({
			...{ username: service.domain.replaceAll('.', '').slice(0, 8), domain: service.domain },
			...{ packageName: 'starter', contactEmail: email, password: 'unused' },
		});
	}
	return {
		...{ code, played, customerId: customer.customerId, serviceIds },
		...{ stripeCustomer: link.customerId, paymentMethod: link.paymentMethodId },
		...{ ninjaClient: client?.id ?? null, savedMethod: saved?.paymentMethodId ?? null },
	};
}
