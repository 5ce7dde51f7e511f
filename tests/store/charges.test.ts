import { listAttempts, listCharges, prepareRecordings } from '../../core/charges';
import { checkInvoiceNinja, listFound } from '../../core/foundSettings';
import { fixedClock } from '../../core/kernel/clock';
import { ExternalError } from '../../core/kernel/errors';
import { cancelTask, failTask, finishRollback, retryTask } from '../../core/tasks';
import { Killed } from '../support/memoryPanel';
import { mortalStore } from '../support/mortalStore';
import { openChargeScene, type ChargeScene } from '../support/chargeScene';
import { letTimePass } from '../support/provisioningScene';

let scene: ChargeScene;
beforeAll(async () => {
	scene = await openChargeScene();
});
afterAll(async () => await scene.close());
beforeEach(() => {
	scene.stripe.stripe.clear();
	scene.stripe.forgetKeys();
});

const day = '2026-03-31';
const tolerant = (error: unknown) => {
	if (!(error instanceof Killed) && !(error instanceof ExternalError)) throw error;
};
const onlyTask = async (invoiceId: string) => {
	const [due] = await scene.prepare(day, invoiceId);
	if (!due?.taskId) throw new Error('no charge is due');
	return due.taskId;
};
const attemptsOf = async (invoiceId: string) =>
	(
		await scene.office.store.asStaff(async (transaction) => await listAttempts(transaction, { invoiceId, limit: null }))
	).toSorted((one, other) => one.number - other.number);

test('an invoice of the store is charged once, and paid by the news of it', async () => {
	const { invoiceId, stripeCustomerId } = await scene.owes('pm_card_visa');
	expect(await scene.night('2026-03-30', invoiceId)).toEqual([]);
	const [recorded] = await scene.night(day, invoiceId);
	expect(recorded).toMatchObject({ outcome: 'succeeded', mail: 'none', money: null, nextTryOn: null });
	// A night that comes before the news of the charge charges nothing.
	expect(await scene.night('2026-04-01', invoiceId)).toEqual([]);
	const [intent] = scene.intentsOf(stripeCustomerId);
	expect(await scene.stripeTells(String(intent?.id))).toMatchObject({ outcome: 'paid', invoiceStatus: 'paid' });
	expect(scene.intentsOf(stripeCustomerId)).toMatchObject([{ amount: 1200, status: 'succeeded' }]);
	expect(await scene.books(invoiceId)).toEqual({ status: 'paid', balance: 0, payments: 1, tries: 1, tasks: 1 });
});

// FOSSBilling/FOSSBilling#3106: one money was booked by the gateway's news and by the nightly run.
test.each(['stripe first', 'Invoice Ninja first'])(
	'an invoice of Invoice Ninja is charged once, and its money is one in all three books (%s)',
	async (first) => {
		const { invoiceId, stripeCustomerId, ninjaInvoiceId } = await scene.owes('pm_card_visa', { isClient: true });
		const [recorded] = await scene.night(day, invoiceId);
		expect(recorded).toMatchObject({ outcome: 'succeeded', money: { amountMinor: 1200 } });
		const reference = String(recorded?.money?.reference);
		const there = (await scene.ninja.list('payments')).filter((one) => one.transaction_reference === reference);
		expect(there).toMatchObject([{ amount: 12, applied: 12 }]);
		const news = [
			async () => await scene.stripeTells(reference),
			async () => await scene.ninjaTells('payment', String(there[0]?.id)),
		];
		for (const tell of first === 'stripe first' ? news : news.toReversed()) await tell();
		await scene.ninjaTells('invoice', String(ninjaInvoiceId));
		expect(await scene.books(invoiceId)).toMatchObject({ status: 'paid', balance: 0, payments: 1 });
		expect(await scene.ninja.get('invoices', String(ninjaInvoiceId))).toMatchObject({ balance: 0, paid_to_date: 12 });
		expect(scene.intentsOf(stripeCustomerId)).toHaveLength(1);
		// Nothing is left to be recorded there.
		expect(await prepareRecordings(scene.office, {}, fixedClock(new Date(Date.now() + 3_600_000)))).toEqual([]);
	},
);

test('two runs at once start and make one charge', async () => {
	const { invoiceId, stripeCustomerId } = await scene.owes('pm_card_visa');
	const both = (await Promise.all([scene.prepare(day, invoiceId), scene.prepare(day, invoiceId)])).flat();
	expect(both).toHaveLength(1);
	const taskId = String(both[0]?.taskId);
	await Promise.all(
		[scene.run(scene.office, taskId, day), scene.run(scene.office, taskId, day)].map(
			async (one) => await one.catch(tolerant),
		),
	);
	expect(scene.intentsOf(stripeCustomerId)).toHaveLength(1);
	expect(await scene.books(invoiceId)).toMatchObject({ tries: 1, tasks: 1 });
});

test.each([false, true])(
	'killed at each statement (heard: %s): one charge, one payment there, one try',
	async (heard) => {
		let deaths = 0;
		for (let dieAt = 1; ; dieAt += 6) {
			const { invoiceId, stripeCustomerId } = await scene.owes('pm_card_visa', { isClient: true });
			const taskId = await onlyTask(invoiceId);
			const mortal = mortalStore(() => scene.database.pool(), dieAt, heard);
			await scene.run({ ...scene.office, store: mortal.store }, taskId, day).catch(tolerant);
			if (!mortal.died()) break;
			deaths += 1;
			scene.stripe.forgetKeys();
			for (let tries = 0; tries < 4; tries++) {
				await letTimePass(scene.office);
				await scene.run(scene.office, taskId, day).catch(tolerant);
			}
			const [intent, ...others] = scene.intentsOf(stripeCustomerId);
			expect([dieAt, others]).toEqual([dieAt, []]);
			const there = (await scene.ninja.list('payments')).filter((one) => one.transaction_reference === intent?.id);
			expect([dieAt, there.length]).toEqual([dieAt, 1]);
			expect(await attemptsOf(invoiceId)).toMatchObject([{ status: 'settled', outcome: 'succeeded' }]);
			expect(await scene.prepare('2026-04-05', invoiceId)).toEqual([]);
		}
		expect(deaths).toBeGreaterThan(4);
	},
	120_000,
);

// woocommerce-gateway-stripe#3725: a run that died after the charge was repeated, and charged again.
test('a charge whose answer is lost is found by its work, also after Stripe has forgotten its key', async () => {
	const { invoiceId, stripeCustomerId } = await scene.owes('pm_card_visa');
	const taskId = await onlyTask(invoiceId);
	scene.stripe.stripe.addFault({ path: 'POST /v1/payment_intents', kind: 'drop_after', times: 5 });
	await scene.run(scene.office, taskId, day).catch(tolerant);
	scene.stripe.stripe.clear();
	scene.stripe.forgetKeys();
	await letTimePass(scene.office);
	await scene.run(scene.office, taskId, day);
	expect(scene.intentsOf(stripeCustomerId)).toHaveLength(1);
	expect(await attemptsOf(invoiceId)).toMatchObject([{ status: 'settled', outcome: 'succeeded' }]);
});

// restrict-content-pro#1393: a renewal failed, the member paid by hand, and the old try went through on top.
test('an invoice that is paid between a lost try and the next one is not charged', async () => {
	const { invoiceId, stripeCustomerId } = await scene.owes('pm_card_visa');
	const taskId = await onlyTask(invoiceId);
	scene.stripe.stripe.addFault({ path: 'POST /v1/payment_intents', kind: 'drop_before', times: 5 });
	await scene.run(scene.office, taskId, day).catch(tolerant);
	scene.stripe.stripe.clear();
	await scene.database.owner.query(`update msp.invoice set status = 'paid', balance_minor = 0 where id = $1`, [
		invoiceId,
	]);
	await letTimePass(scene.office);
	expect(await scene.run(scene.office, taskId, day)).toMatchObject({
		outcome: 'not_owed',
		reason: 'the invoice is paid',
	});
	expect(scene.intentsOf(stripeCustomerId)).toEqual([]);
	expect(await attemptsOf(invoiceId)).toMatchObject([{ status: 'dropped' }]);
});

test.each([
	['voided', `status = 'void', balance_minor = 0`],
	['paid in part', `status = 'partial', balance_minor = 700`],
])('an invoice that is %s while its task waits is not charged as it was', async (_, change) => {
	const { invoiceId, stripeCustomerId } = await scene.owes('pm_card_visa');
	const taskId = await onlyTask(invoiceId);
	await scene.database.owner.query(`update msp.invoice set ${change} where id = $1`, [invoiceId]);
	await scene.run(scene.office, taskId, day);
	expect(scene.intentsOf(stripeCustomerId)).toEqual([]);
	const [again] = await scene.prepare('2026-04-01', invoiceId);
	expect(again?.amountMinor).toBe(change.includes('700') ? 700 : undefined);
});

test.each([
	['pm_card_authenticationRequired', 'requires_action', 'authenticateCard', null],
	['pm_card_visa_chargeDeclinedLostCard', 'hard_decline', 'replaceCard', '2026-04-03'],
	['pm_card_visa_chargeDeclinedInsufficientFunds', 'soft_decline', 'chargeFailed', '2026-04-03'],
	['pm_card_chargeDeclinedProcessingError', 'transient_failure', 'none', '2026-04-01'],
] as const)('the card %s: %s, the mail %s, the next try on %s', async (card, outcome, mail, nextTryOn) => {
	const { invoiceId, stripeCustomerId } = await scene.owes(card);
	expect(await scene.night(day, invoiceId)).toMatchObject([{ outcome, mail, nextTryOn, money: null }]);
	// The same night once more, and each night up to the next try: nothing.
	expect(await scene.night(day, invoiceId)).toEqual([]);
	if (nextTryOn === null) expect(await scene.night('2026-05-01', invoiceId)).toEqual([]);
	expect(scene.intentsOf(stripeCustomerId)).toHaveLength(1);
});

test('a card that the bank refused for good is not charged again, and another one is', async () => {
	const { invoiceId, stripeCustomerId } = await scene.owes('pm_card_visa_chargeDeclinedLostCard');
	await scene.night(day, invoiceId);
	expect(await scene.night('2026-04-03', invoiceId)).toMatchObject([
		{ outcome: 'no_method', mail: 'none', nextTryOn: '2026-04-07' },
	]);
	expect(scene.intentsOf(stripeCustomerId)).toHaveLength(1);
	await scene.stripe.attach(String(stripeCustomerId), 'pm_card_visa');
	expect(await scene.night('2026-04-07', invoiceId)).toMatchObject([{ outcome: 'succeeded' }]);
});

test('a customer without a saved method, or without Stripe, is charged nothing', async () => {
	const none = await scene.owes(null);
	expect(await scene.night(day, none.invoiceId)).toEqual([]);
	const listed = await listCharges(
		scene.office,
		{ invoiceId: none.invoiceId, limit: null },
		fixedClock(new Date(`${day}T02:00:00Z`)),
	);
	expect(listed).toMatchObject([{ due: false, why: expect.stringContaining('none of Stripe') }]);
});

test('a bank debit is on its way for days: nothing is charged meanwhile; one that comes back is tried again', async () => {
	const { invoiceId, stripeCustomerId } = await scene.owes('pm_standin_slow');
	expect(await scene.night(day, invoiceId)).toMatchObject([{ outcome: 'processing', mail: 'none', money: null }]);
	expect(await scene.night('2026-04-09', invoiceId)).toEqual([]);
	const [debit] = scene.intentsOf(stripeCustomerId);
	await scene.stripeTells(String(debit?.id), 'payment_intent.payment_failed');
	await scene.prepare('2026-04-02', invoiceId);
	expect(await attemptsOf(invoiceId)).toMatchObject([{ outcome: 'soft_decline', nextTryOn: '2026-04-03' }]);
});

test('money that came in another way is recorded at Invoice Ninja once, and pays the invoice there', async () => {
	const { invoiceId, stripeCustomerId, ninjaInvoiceId } = await scene.owes('pm_standin_slow', {
		isClient: true,
	});
	await scene.night(day, invoiceId);
	const [debit] = scene.intentsOf(stripeCustomerId);
	if (debit) Object.assign(debit, { status: 'succeeded', amount_received: debit.amount });
	await scene.stripeTells(String(debit?.id));
	const later = fixedClock(new Date(Date.now() + 3_600_000));
	const both = (
		await Promise.all([prepareRecordings(scene.office, {}, later), prepareRecordings(scene.office, {}, later)])
	).flat();
	expect(both).toMatchObject([{ reference: debit?.id, amountMinor: 1200, invoices: [{ invoiceId: ninjaInvoiceId }] }]);
	expect(await prepareRecordings(scene.office, {}, later)).toEqual([]);
});

test('money that went back is not taken again by itself', async () => {
	const { invoiceId, stripeCustomerId } = await scene.owes('pm_card_visa');
	await scene.night(day, invoiceId);
	const [intent] = scene.intentsOf(stripeCustomerId);
	await scene.stripeTells(String(intent?.id));
	await scene.database.owner.query(
		`update msp.payment set outcome = 'refunded', refunded_minor = amount_minor where invoice_id = $1`,
		[invoiceId],
	);
	await scene.database.owner.query(`update msp.invoice set status = 'open', balance_minor = 1200 where id = $1`, [
		invoiceId,
	]);
	expect(await scene.prepare('2026-04-20', invoiceId)).toEqual([]);
});

test('a charge that nobody knows the outcome of keeps the invoice from any other, until its task is retried', async () => {
	const { invoiceId, stripeCustomerId } = await scene.owes('pm_card_visa');
	const taskId = await onlyTask(invoiceId);
	scene.stripe.stripe.addFault({ path: 'POST /v1/payment_intents', kind: 'drop_after', times: 5 });
	scene.stripe.stripe.addFault({ path: 'GET /v1/payment_intents', kind: 'drop_before', times: 50 });
	await scene.run(scene.office, taskId, day).catch(tolerant);
	await scene.database.owner.query('update msp.task set attempt = max_attempts - 1 where id = $1', [taskId]);
	await failTask(scene.office, taskId, 'roll_back');
	await letTimePass(scene.office);
	await finishRollback(scene.office, taskId);
	expect(await attemptsOf(invoiceId)).toMatchObject([{ status: 'unknown' }]);
	expect(await scene.prepare('2026-04-20', invoiceId)).toEqual([]);
	scene.stripe.stripe.clear();
	await retryTask(scene.office, taskId);
	await letTimePass(scene.office);
	await scene.run(scene.office, taskId, '2026-04-20');
	expect(scene.intentsOf(stripeCustomerId)).toHaveLength(1);
	expect(await attemptsOf(invoiceId)).toMatchObject([{ status: 'settled', outcome: 'succeeded' }]);
});

test('a task that is cancelled before anything was charged leaves the invoice to the next night', async () => {
	const { invoiceId } = await scene.owes('pm_card_visa');
	await cancelTask(scene.office, await onlyTask(invoiceId));
	expect(await attemptsOf(invoiceId)).toMatchObject([{ status: 'dropped' }]);
	expect(await scene.prepare('2026-04-01', invoiceId)).toMatchObject([{ number: 2 }]);
});

test('what Invoice Ninja does by itself, the pack leaves to it: for a company, a group and a client', async () => {
	const { invoiceId } = await scene.owes('pm_card_visa', { isClient: true });
	const other = await scene.owes('pm_card_visa', { isClient: true });
	const settings = scene.ninja.company().settings;
	Object.assign(settings, {
		auto_bill_standard_invoices: true,
		send_reminders: true,
		enable_reminder1: true,
		late_fee_amount1: 5,
	});
	await scene.ninja.change('clients', String(other.clientId), { settings: { auto_bill_standard_invoices: false } });
	const found = await checkInvoiceNinja(scene.office, 'main', scene.company());
	expect(found).toMatchObject([
		{ kind: 'reminders', isOn: true, settings: { send_reminders: true, enable_reminder1: true } },
		{ kind: 'late_fees', isOn: true, settings: { late_fee_amount1: 5 } },
		{
			kind: 'charges',
			isOn: true,
			settings: { auto_bill_standard_invoices: true },
			otherwiseFor: [other.customerCode],
		},
	]);
	expect(found[0]?.words).toContain('The pack sends no reminders');
	expect(await scene.prepare(day, invoiceId)).toEqual([]);
	expect(await scene.prepare(day, other.invoiceId)).toHaveLength(1);
	Object.assign(settings, { auto_bill_standard_invoices: false, send_reminders: false, enable_reminder1: false });
	expect(await checkInvoiceNinja(scene.office, 'main', scene.company())).toMatchObject([
		{ isOn: false },
		{ isOn: false },
		{ isOn: false },
	]);
	expect(await scene.prepare(day, invoiceId)).toHaveLength(1);
	const kept = await scene.office.store.asStaff(async (transaction) => await listFound(transaction, { limit: null }));
	expect(kept).toHaveLength(3);
});
