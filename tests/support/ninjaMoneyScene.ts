import { listAlerts } from '../../core/alerts';
import { updateCustomer } from '../../core/customers';
import { ninjaMoney } from './ninjaMoney';
import { backOfficeOn } from './provisioningScene';
import { moneyScene } from './rawMoney';
import { createTestDatabase } from './testDatabase';

/** A shop whose customer `acme` is the client `clientA` of Invoice Ninja; its plan is called `acme`, too. */
export async function openNinjaMoneyScene() {
	const database = await createTestDatabase();
	const office = backOfficeOn(database.store);
	const scene = await moneyScene(office, database, 'acme');
	await updateCustomer(office, 'acme', { invoiceNinjaClientId: 'clientA' });
	const rowsOf = async (sql: string, values: unknown[] = []) =>
		(await database.owner.query<Record<string, unknown>>(sql, values)).rows;

	return {
		database,
		office,
		scene,
		ninja: ninjaMoney(office, 'main', 'clientA'),

		/** An invoice of Invoice Ninja as the books have it, with its service. */
		invoiceOf: async (id: string, company = 'main') =>
			(
				await rowsOf(
					`select i.number, i.status, i.balance_minor::int as balance, i.total_minor::int as total, i.link,
						i.due_on::text as due, i.period_number as period, i.setup_decision as decision, s.status as service,
						s.domain, s.order_reference as order, i.partial_minor::int as partial
					from msp.invoice i left join msp.service s on s.id = i.service_id where i.external_id = $1`,
					[`${company}:${id}`],
				)
			)[0],

		/** The payments whose reference holds one of the texts. */
		paymentsOf: async (...texts: string[]) =>
			await rowsOf(
				`select y.provider, y.payment_reference as reference, i.external_id as invoice, y.outcome,
					y.outcome_detail as detail, y.needs_attention as attention, y.amount_minor::int as amount,
					y.refunded_minor::int as refunded
				from msp.payment y left join msp.invoice i on i.id = y.invoice_id
				where exists (select from unnest($1::text[]) id where position(id in y.payment_reference) > 0) order by 2`,
				[texts],
			),

		openAlerts: async () =>
			await office.store.asStaff(async (transaction) => await listAlerts(transaction, { open: true, limit: null })),
	};
}

export type NinjaMoneyScene = Awaited<ReturnType<typeof openNinjaMoneyScene>>;

/** The one line of an invoice. */
export const line = (productKey: string, more: object = {}) => ({ lineItems: [{ productKey, notes: '', ...more }] });
