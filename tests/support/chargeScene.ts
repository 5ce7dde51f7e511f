import { randomUUID } from 'node:crypto';
import { applyMoney, recordChange } from '../../core/billing';
import { prepareCharges, recordCharge, whileOwed } from '../../core/charges';
import type { Customer } from '../../core/customers';
import { insertCustomer } from '../../core/customers/customers';
import { invoiceIssuing, moneyRecording, ninjaChange, openNinja } from '../../core/invoiceNinja';
import { issueInvoice } from '../../core/invoices';
import { fixedClock } from '../../core/kernel/clock';
import { insertPaymentEvent, isRejection, markEventProcessed, storeDelivery } from '../../core/payments';
import { savePolicy } from '../../core/policies';
import { readStripeEvent, savedMethod, savedMethodCharge } from '../../core/stripe';
import { claimTask, completeTask, openStep, runStep, type TaskOffice } from '../../core/tasks';
import { openNinjaScene } from './ninjaScene';
import { backOfficeOn } from './provisioningScene';
import { openStripeScene } from './stripeScene';
import { createTestDatabase } from './testDatabase';

/** The pack with a played Stripe and a played Invoice Ninja, and what workflows 20, 10 and 16 do with them. */
export async function openChargeScene() {
	const [database, stripe, ninja] = await Promise.all([createTestDatabase(), openStripeScene(), openNinjaScene()]);
	const office = backOfficeOn(database.store);
	const company = () => openNinja({ baseUrl: ninja.url, token: ninja.token });
	await savePolicy(office, { scope: 'default' }, { charges: 'live' });
	let count = 0;

	/** A customer with a card, who owes an invoice of the pack from today on; of Invoice Ninja when they are a client. */
	async function owes(card: string | null, { amountMinor = 1200, isClient = false, dueOn = '2026-03-31' } = {}) {
		count += 1;
		const customerCode = `payer-${count}`;
		const saved = card === null ? undefined : await stripe.customerWith(card);
		const client = isClient ? await ninja.client(customerCode, `${customerCode}@payer.example`) : undefined;
		const customer = await office.store.asStaff(
			async (transaction) =>
				await insertCustomer(transaction, {
					...{ customerCode, name: customerCode, email: `${customerCode}@payer.example`, timeZone: 'Europe/Brussels' },
					...{ stripeCustomerId: saved?.customerId ?? null, invoiceNinjaClientId: client?.id ?? null },
				}),
		);
		if (!customer) throw new Error('the customer is there');
		const made = await owesMore({ customer, clientId: client?.id }, amountMinor, dueOn);
		return { ...made, customer, customerCode, clientId: client?.id, stripeCustomerId: saved?.customerId };
	}

	/** Another invoice of such a customer. */
	async function owesMore(
		{ customer, clientId }: { readonly customer: Customer; readonly clientId: string | undefined },
		amountMinor: number,
		dueOn = '2026-03-31',
	) {
		const { invoice } = await office.store.asStaff(
			async (transaction) =>
				await issueInvoice(transaction, {
					...{ customerId: customer.customerId, reference: null, currency: 'EUR', dueOn },
					...{ status: clientId ? 'draft' : 'open', issuedAt: new Date('2026-03-24T08:00:00Z') },
					lines: [{ kind: 'set_up', description: 'Set-up', amountMinor }],
				}),
		);
		const { invoiceId } = invoice;
		if (clientId === undefined) return { invoiceId, ninjaInvoiceId: undefined };
		const lines = [{ productKey: 'setup', description: 'Set-up', domain: '', amountMinor }];
		const issuing = { clientId, mark: `msp-${invoiceId}`, currency: 'EUR', dueOn, lines };
		const work = invoiceIssuing(company());
		const row = await work.apply((await work.plan(issuing)).intent, {});
		await ninjaTells('invoice', row.id);
		return { invoiceId, ninjaInvoiceId: row.id };
	}

	/** What workflow 16 hears of a row of Invoice Ninja, and workflow 10 applies. */
	async function ninjaTells(entity: 'invoice' | 'payment', id: string) {
		const at = company();
		const row = await at.get(entity, id);
		if (!row) throw new Error(`there is no ${entity} ${id}`);
		const change = {
			...{ companyCode: 'main', event: 'caught_up', entity, id, occurredAt: new Date().toISOString() },
			data: await at.translated(entity, row),
		};
		const recorded = await recordChange(office, ninjaChange.parse(JSON.parse(JSON.stringify(change))));
		for (const { paymentEventId } of recorded) {
			if (paymentEventId)
				await markEventProcessed(office, paymentEventId, (await applyMoney(office, paymentEventId))[0].outcome);
		}
	}

	/** What Stripe tells of a payment, as the Payment Trigger and workflow 10 take it. */
	async function stripeTells(paymentIntentId: string, type = 'payment_intent.succeeded') {
		const intent = stripe.stripe.state().billing.paymentIntents.find(({ id }) => id === paymentIntentId);
		const body = {
			id: `evt_${randomUUID()}`,
			type,
			created: Math.floor(Date.now() / 1000),
			livemode: false,
			object: 'event',
		};
		const event = readStripeEvent(Buffer.from(JSON.stringify({ ...body, data: { object: intent } })));
		if (isRejection(event)) throw new Error(`the event is refused: ${event.detail}`);
		const id = await office.store.asStaff(async (transaction) => await insertPaymentEvent(transaction, event));
		if (id === undefined) return undefined;
		const [applied] = await applyMoney(office, id);
		await markEventProcessed(office, id, applied.outcome);
		return applied;
	}

	/** An event of Stripe arrives, and is applied as workflow 10 does it. */
	async function hears(body: object) {
		const read = readStripeEvent(Buffer.from(JSON.stringify({ ...body, id: `evt_${randomUUID()}` })));
		if (isRejection(read)) throw new Error(read.detail);
		const stored = await office.store.asStaff(
			async (transaction) => await storeDelivery(transaction, { event: read, chosen: true }),
		);
		if (!('paymentEventId' in stored)) return;
		const [applied] = await applyMoney(office, stored.paymentEventId);
		await markEventProcessed(office, stored.paymentEventId, applied.outcome);
	}

	/** Runs the task of a charge as workflow 20 does. */
	async function run(at: TaskOffice, taskId: string, day: string) {
		const clock = fixedClock(new Date(`${day}T02:00:00Z`));
		const task = await claimTask(at, taskId);
		if (!task) return undefined;
		const { stripeCustomerId, amountMinor, currency, refusedMethods, invoice } = task as unknown as {
			stripeCustomerId: string;
			amountMinor: number;
			currency: string;
			refusedMethods: string[];
			invoice: { invoiceId: string };
		};
		const method = await savedMethod(stripe.account, stripeCustomerId, refusedMethods);
		if (method) {
			const effect = whileOwed(
				savedMethodCharge(stripe.account),
				{
					taskId,
					office: async () => await Promise.resolve(at),
				},
				stripe.account,
			);
			const params = {
				...{ customerId: stripeCustomerId, paymentMethodId: method.paymentMethodId, amount: { amountMinor, currency } },
				references: { invoice: invoice.invoiceId },
			};
			const work = { kind: 'step' as const, id: `${taskId}/charge` };
			await runStep(openStep(at, { taskId, stepName: 'charge' }, effect), { work, params });
		}
		const recorded = await recordCharge(at, taskId, { clock });
		if (recorded.money) {
			const { invoices, ...money } = recorded.money;
			const input = { ...money, typeId: null, shares: [...invoices] };
			await runStep(openStep(at, { taskId, stepName: 'record-money' }, moneyRecording(company())), input);
		}
		await completeTask(at, taskId);
		return recorded;
	}

	const prepare = async (day: string, invoiceId?: string, at = office) =>
		await prepareCharges(at, { invoiceId }, fixedClock(new Date(`${day}T02:00:00Z`)));

	return {
		...{ database, office, stripe, ninja, company, owes, owesMore, ninjaTells, stripeTells, hears, run, prepare },
		/** A night: what is due is charged. */
		async night(day: string, invoiceId?: string) {
			const due = await prepare(day, invoiceId);
			const recorded = [];
			for (const { taskId } of due) if (taskId !== null) recorded.push(await run(office, taskId, day));
			return recorded;
		},
		intentsOf: (customerId: string | undefined) =>
			stripe.stripe.state().billing.paymentIntents.filter(({ customer }) => customer === customerId),
		async books(invoiceId: string) {
			const { rows } = await database.owner.query<Record<string, unknown>>(
				`select i.status, i.balance_minor::int as balance, (select count(*)::int from msp.payment y where y.invoice_id = i.id) as payments,
					(select count(*)::int from msp.charge_attempt a where a.invoice_id = i.id) as tries,
					(select count(*)::int from msp.task t where t.subject_id = i.id) as tasks
				from msp.invoice i where i.id = $1`,
				[invoiceId],
			);
			return rows[0];
		},
		async close() {
			await stripe.stripe.close();
			await ninja.close();
			await database.drop();
		},
	};
}

export type ChargeScene = Awaited<ReturnType<typeof openChargeScene>>;
