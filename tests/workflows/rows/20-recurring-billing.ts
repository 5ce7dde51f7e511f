import { addCredit } from '../../../core/credits';
import { addDays, dayIn } from '../../../core/kernel/calendar';
import { recordChange } from '../../../core/billing';
import { ninjaChange, openNinja } from '../../../core/invoiceNinja';
import { shopOf } from '../../support/ninjaShop';
import { seedCustomer, seedPlan, seedService, setPolicy } from '../../support/renewalScene';
import type { WorkflowScene } from '../../support/workflowScene';
import { staffTold } from '../orders';
import type { Row } from '../row';

const id = 'msp-20-recurring-billing';
const night = { items: [{}] };
const live = { renewals: 'live', charges: 'live', chargeWhen: 'on_issue' } as const;
const today = () => dayIn('Europe/Brussels', new Date());

/** A customer of Stripe with a card, or without one. */
async function cardOf({ addresses, secrets }: WorkflowScene, card: string | null): Promise<string> {
	const post = async (path: string, form: Record<string, string>) => {
		const answer = await fetch(`${addresses.stripe}/v1/${path}`, {
			method: 'POST',
			headers: { authorization: `Bearer ${secrets.stripeSecretKey}`, 'content-type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams(form).toString(),
		});
		return ((await answer.json()) as { id: string }).id;
	};
	const customer = await post('customers', { email: 'a@x.example' });
	if (card !== null) {
		const method = await post(`payment_methods/${card}/attach`, { customer });
		await post(`customers/${customer}`, { 'invoice_settings[default_payment_method]': method });
	}
	return customer;
}

interface Renewing {
	readonly card?: string | null;
	readonly clientId?: string;
	/** How long ago it was set up. */
	readonly daysAgo?: number;
}

/** A service that the pack renews within the week. */
async function renewing(scene: WorkflowScene, { card = 'pm_card_visa', clientId, daysAgo = 27 }: Renewing = {}) {
	const { store } = scene.backOffice;
	const plan = await seedPlan(store);
	const customer = await seedCustomer(store);
	const stripeCustomerId = await cardOf(scene, card);
	await scene.change(
		`update msp.customer set stripe_customer_id = $2, invoice_ninja_client_id = $3 where id = $1`,
		customer.customerId,
		stripeCustomerId,
		clientId ?? null,
	);
	const serviceId = await seedService(store, { ...customer, ...plan, since: addDays(today(), -daysAgo) });
	return { ...customer, ...plan, serviceId, stripeCustomerId };
}

type Renewal = Awaited<ReturnType<typeof renewing>>;
let shown: Renewal;
let client: string;

const invoices = 'select count(*) from msp.invoice where customer_id = $1 and period_number = 2 and status = $2';
const charged = `select count(*) from msp.charge_attempt where customer_id = $1 and outcome = $2`;
const tasks = 'select count(*) from msp.task where customer_id = $1 and kind = $2 and status = $3';

/** The minutes after the night: what is due is run. */
async function minutesPass(scene: WorkflowScene): Promise<void> {
	for (let round = 0; round < 3; round++) {
		await scene.timePasses();
		const due = await scene.backOffice.store.asStaff(
			async (transaction) =>
				await transaction.run(`select 1 from msp.task where kind in ('renewal', 'charge') and status in ('pending', 'retry')`),
		);
		if (due === 0) return;
		await scene.play('msp-13-resume-interrupted-work', 'Every Minute', { items: [{}] });
		await new Promise((resolve) => setTimeout(resolve, 1_500));
	}
}

/** What workflow 16 does with a row of Invoice Ninja. */
async function ninjaTold({ addresses, secrets, backOffice }: WorkflowScene, invoiceId: string) {
	const ninja = openNinja({ baseUrl: addresses.invoiceNinja, token: secrets.invoiceNinjaToken });
	const row = await ninja.get('invoice', invoiceId);
	if (!row) throw new Error('the invoice is gone');
	const told = { companyCode: 'main', event: 'caught_up', entity: 'invoice', id: invoiceId };
	const change = { ...told, occurredAt: new Date().toISOString(), data: await ninja.translated('invoice', row) };
	await recordChange(backOffice, ninjaChange.parse(JSON.parse(JSON.stringify(change))));
}

export const recurringBilling: readonly Row[] = [
	{
		title: 'a dry run makes nothing, and says what it would invoice',
		start: 'Every Night',
		given: async (scene) => {
			shown = await renewing(scene);
			return night;
		},
		last: 'Anything to Run?',
		then: async (scene) => {
			expect(await scene.count(invoices, shown.customerId, 'draft')).toBe(0);
			expect(await scene.count('select count(*) from msp.task')).toBe(0);
		},
	},
	{
		title: 'what renews is invoiced in the store, mailed and charged; the same night once more does nothing',
		start: 'Every Night',
		given: async (scene) => {
			await setPolicy(scene.backOffice.store, live);
			return night;
		},
		last: 'Run Task',
		then: async (scene) => {
			expect(await scene.count(invoices, shown.customerId, 'open')).toBe(1);
			const mails = await scene.mails(`${shown.customerCode}@x.example`);
			expect((await scene.mails('Invoice MSP-')).length + mails.length).toBeGreaterThan(0);
			await minutesPass(scene);
			expect(await scene.count(charged, shown.customerId, 'succeeded')).toBe(1);
			await scene.play(id, 'Every Night', night);
			await minutesPass(scene);
			expect(await scene.count('select count(*) from msp.invoice where customer_id = $1', shown.customerId)).toBe(2);
			expect(await scene.count('select count(*) from msp.charge_attempt where customer_id = $1', shown.customerId)).toBe(1);
		},
	},
	{
		title: 'what renews is issued in Invoice Ninja, its credit and its charge are entered there, each once',
		start: 'Every Night',
		given: async (scene) => {
			client = (await shopOf(scene).client('Renewing', 'renewing@x.example')).id;
			shown = await renewing(scene, { clientId: client });
			const { customerId } = shown;
			await scene.backOffice.store.asStaff(async (transaction) => {
				const credit = { customerId, currency: 'EUR', amountMinor: 300, reason: 'Sorry', reference: 'sorry-1' };
				await addCredit(transaction, credit);
			});
			return night;
		},
		last: 'Run Task',
		then: async (scene) => {
			await minutesPass(scene);
			const made = (await shopOf(scene).list('invoices')).filter(({ client_id }) => client_id === client);
			expect(made).toMatchObject([{ amount: 10, balance: 0, paid_to_date: 10, status_id: '4' }]);
			const paid = (await shopOf(scene).list('payments')).filter(({ client_id }) => client_id === client);
			expect(paid.map(({ amount }) => amount).sort()).toEqual([3, 7]);
			expect(await scene.count(charged, shown.customerId, 'succeeded')).toBe(1);
			// The news of the invoice comes after it was recorded: it is the same one.
			await ninjaTold(scene, String(made[0]?.id));
			const mirrored = `select count(*) from msp.invoice where customer_id = $1 and source = 'invoice_ninja' and status = 'paid'`;
			expect(await scene.count(mirrored, shown.customerId)).toBe(1);
			expect(await scene.count('select count(*) from msp.invoice where customer_id = $1', shown.customerId)).toBe(2);
		},
	},
	{
		title: 'a card that needs its owner, one that is gone and one that was declined each get their mail; no card, none',
		start: 'Every Night',
		given: async (scene) => {
			const cards = ['pm_card_authenticationRequired', 'pm_card_visa_chargeDeclinedLostCard'];
			for (const card of [...cards, 'pm_card_visa_chargeDeclinedInsufficientFunds', null]) await renewing(scene, { card });
			return night;
		},
		last: 'Run Task',
		then: async (scene) => {
			await minutesPass(scene);
			for (const words of ['Please confirm the payment', 'was refused', 'We could not charge'])
				expect([words, (await scene.mails(words)).length]).toEqual([words, 1]);
			const [mail] = await scene.mails('Please confirm the payment');
			expect(mail?.text).toContain('/webhook/msp/pay?ticket=');
			expect(await scene.count(`select count(*) from msp.charge_attempt where outcome = 'no_method'`)).toBe(1);
			expect(await scene.count(`select count(*) from msp.task where kind = 'charge' and status <> 'completed'`)).toBe(0);
		},
	},
	{
		title: 'money that Invoice Ninja does not know of is recorded there',
		start: 'Every Ten Minutes',
		given: async (scene) => {
			client = (await shopOf(scene).client('Paying', 'paying@x.example')).id;
			shown = await renewing(scene, { clientId: client, card: null });
			await scene.play(id, 'Every Night', night);
			await scene.change(
				`insert into msp.payment (customer_id, invoice_id, provider, payment_reference, amount_minor, price_minor, currency,
					outcome, outcome_detail, received_at)
				select customer_id, id, 'stripe', 'pi_3elsewhere', 1000, 1000, 'EUR', 'paid', '', now() - interval '1 hour'
				from msp.invoice where customer_id = $1 and source = 'invoice_ninja'`,
				shown.customerId,
			);
			return night;
		},
		last: 'Run Task',
		then: async (scene) => {
			const paid = (await shopOf(scene).list('payments')).filter((one) => one.transaction_reference === 'pi_3elsewhere');
			expect(paid).toMatchObject([{ amount: 10, applied: 10, client_id: client }]);
			expect(await scene.count(tasks, shown.customerId, 'record_money', 'completed')).toBe(1);
			expect((await scene.play(id, 'Every Ten Minutes', night)).run?.lastNodeExecuted).toBe('Prepare Recordings');
		},
	},
	{
		title: 'an Invoice Ninja that does not answer is asked again later; a client that is gone there is told to a person',
		start: 'Every Night',
		given: async (scene) => {
			client = (await shopOf(scene).client('Gone', 'gone@x.example')).id;
			shown = await renewing(scene, { clientId: client });
			await shopOf(scene).remove('clients', client);
			return night;
		},
		last: 'Run Task',
		then: async (scene) => {
			await staffTold(scene);
			expect(await scene.count(tasks, shown.customerId, 'renewal', 'failed')).toBe(1);
			expect(await scene.count(invoices, shown.customerId, 'draft')).toBe(1);
		},
	},
	{
		title: 'a mail server that is down is tried again later, and nothing is invoiced twice meanwhile',
		start: 'Every Night',
		given: async (scene) => {
			shown = await renewing(scene, { card: null });
			await scene.catcher.addFault({ path: '*', kind: 'drop_before', times: 9 });
			return night;
		},
		last: 'Run Task',
		then: async (scene) => {
			expect(await scene.count(tasks, shown.customerId, 'renewal', 'retry')).toBe(1);
			await scene.calm();
			await minutesPass(scene);
			expect(await scene.count(tasks, shown.customerId, 'renewal', 'completed')).toBe(1);
			expect(await scene.count(invoices, shown.customerId, 'open')).toBe(1);
		},
	},
	{
		title: 'a renewal whose periods were missed waits for a person, who is told once',
		start: 'Every Night',
		given: async (scene) => {
			shown = await renewing(scene, { daysAgo: 100 });
			return night;
		},
		last: 'Tell of Held',
		then: async (scene) => {
			await staffTold(scene);
			expect(await scene.mails('waits for a person')).toHaveLength(1);
			expect(await scene.count(invoices, shown.customerId, 'open')).toBe(0);
		},
	},
];
