import { applyPayment } from '../../core/billing';
import { findCustomerByCode } from '../../core/customers';
import { addCredit, creditOf } from '../../core/credits';
import { addDays } from '../../core/kernel/calendar';
import { issueRenewal, renewalKinds } from '../../core/renewals';
import { claimTask, completeTask, taskKindsOf } from '../../core/tasks';
import { event, receive, seedOrder, seedShop } from '../support/billingScene';
import { merge } from '../support/customerMergeScene';
import { due, on, openDunningNights } from '../support/dunningNights';
import { openPaymentRequestScene, seenOn } from '../support/paymentRequestScene';
import { backOfficeOn } from '../support/provisioningScene';
import { nightOf, on as onDay, seedCustomer, seedPlan, seedService, setPolicy } from '../support/renewalScene';
import { createTestDatabase } from '../support/testDatabase';

describe('dunning', () => {
	test('goes on as for one customer: nothing is told twice, one letter a night, and what was suspended is given back', async () => {
		const nights = await openDunningNights();
		const { scene } = nights;
		try {
			const old = await scene.customer('old');
			const kept = await scene.customer('kept');
			await scene.invoice('old', { number: 'old-1', dueOn: due, serviceIds: [old.serviceId] });
			await scene.invoice('kept', { number: 'kept-1', dueOn: addDays(due, 5), serviceIds: [kept.serviceId] });
			const told: string[] = [];
			const night = async (day: number) => {
				for (const letter of (await nights.night(day)).sort()) told.push(`${day} ${letter}`);
			};
			for (let day = -3; day <= 3; day++) await night(day);
			expect(told).toEqual([
				'-3 old paymentReminder',
				'1 old paymentReminder',
				'2 kept paymentReminder',
				'2 old suspensionWarning',
				'3 old serviceSuspended',
			]);
			expect(await scene.statusOf('old.example')).toBe('suspended');

			await merge(nights.office, 'old', 'kept');
			told.length = 0;
			// The same night again, and the next one, tell nothing that was told.
			await scene.night();
			expect(await scene.sendLetters()).toEqual([]);
			for (let day = 4; day <= 8; day++) await night(day);
			expect(told).toEqual(['6 kept paymentReminder', '7 kept suspensionWarning', '8 kept serviceSuspended']);
			expect(await scene.statusOf('kept.example')).toBe('suspended');

			// Each service is given back when its own invoice is paid.
			await scene.setInvoice('old-1', { status: 'paid', balance_minor: 0 });
			expect(await scene.giveBack()).toBe(1);
			await scene.carryOut();
			expect([await scene.statusOf('old.example'), await scene.statusOf('kept.example')]).toEqual([
				'active',
				'suspended',
			]);
			expect(await scene.sendLetters()).toEqual(['kept serviceReactivated']);
			await scene.setInvoice('kept-1', { status: 'paid', balance_minor: 0 });
			expect(await scene.giveBack()).toBe(1);
			await scene.carryOut();
			expect(await scene.statusOf('kept.example')).toBe('active');
		} finally {
			await nights.close();
		}
	});

	test('letters that wait for both become one, which warns of the most severe', async () => {
		const nights = await openDunningNights();
		const { scene, clock } = nights;
		try {
			for (const [code, dueOn] of [
				['old', due],
				['kept', addDays(due, 1)],
			] as const) {
				const { serviceId } = await scene.customer(code);
				await scene.invoice(code, { number: `${code}-1`, dueOn, serviceIds: [serviceId] });
			}
			await clock.moveTo(on(2));
			await scene.night();
			const merged = await merge(nights.office, 'old', 'kept');
			expect(merged.clashes).toEqual(['Letters on unpaid invoices wait for both: one is sent, and tells of all.']);
			expect(await scene.sendLetters()).toEqual(['kept suspensionWarning']);
			await scene.night();
			expect(await scene.sendLetters()).toEqual([]);
			const attempts = await scene.rows<{ number: string; status: string }>(
				`select i.number, a.status from msp.dunning_attempt a join msp.invoice i on i.id = a.invoice_id
				where a.status <> 'skipped' group by 1, 2 order by 1`,
			);
			expect(attempts.every(({ status }) => status === 'sent' || status === 'covered')).toBe(true);
			expect(new Set(attempts.map(({ number }) => number))).toEqual(new Set(['kept-1', 'old-1']));
		} finally {
			await nights.close();
		}
	});
});

test('payments and nights that run at the same time end as if one came after the other', async () => {
	const nights = await openDunningNights();
	const { scene, office } = nights;
	try {
		await nights.clock.moveTo(on(2));
		for (let round = 0; round < 4; round++) {
			const [from, into] = [`old-${round}`, `kept-${round}`];
			for (const code of [from, into]) {
				const { serviceId } = await scene.customer(code);
				await scene.invoice(code, { number: `${code}-1`, dueOn: due, serviceIds: [serviceId] });
			}
			const paid = event('payment_succeeded', 0, {
				...{ paymentReference: `pi_${round}`, amountMinor: 1_000 },
				references: { invoice: `${from}-1`, customer: from },
			});
			const eventId = await receive(office, paid);
			const [, applied] = await Promise.all([merge(office, from, into), applyPayment(office, eventId), scene.night()]);
			expect(applied).toMatchObject({ outcome: 'paid' });
			const rows = await scene.rows(
				`select i.number, i.status, c.customer_code as of, y.customer_id = c.id as payer from msp.invoice i
				join msp.customer c on c.id = i.customer_id left join msp.payment y on y.invoice_id = i.id
				where i.number like '%-' || $1 || '-1' order by 1`,
				[round],
			);
			expect(rows).toEqual([
				{ number: `${into}-1`, status: 'open', of: into, payer: null },
				{ number: `${from}-1`, status: 'paid', of: into, payer: true },
			]);
			const letters = await scene.sendLetters();
			expect(letters.filter((letter) => letter.startsWith(`${into} `)).length).toBeLessThanOrEqual(1);
			expect(letters.filter((letter) => letter.startsWith(`${from} `))).toEqual([]);
		}
	} finally {
		await nights.close();
	}
});

test('renewals go on: what was prepared is issued, the next periods are on one invoice, and the credit of both pays', async () => {
	const database = await createTestDatabase();
	const office = { ...backOfficeOn(database.store), kinds: taskKindsOf(...renewalKinds) };
	try {
		const plan = await seedPlan(office.store);
		await setPolicy(office.store, { renewals: 'live' });
		const old = await seedCustomer(office.store);
		const kept = await seedCustomer(office.store);
		for (const customer of [old, kept]) {
			await seedService(office.store, { ...customer, ...plan, since: '2026-01-10' });
			await office.store.asStaff(async (transaction) => {
				const credit = { customerId: customer.customerId, currency: 'EUR', reason: 'x', amountMinor: 700 };
				await addCredit(transaction, { ...credit, reference: 'welcome' });
			});
		}
		const { prepared } = await nightOf(office.store, '2026-02-05', { customerCode: old.customerCode });
		const [draft] = prepared;
		await merge(office, old.customerCode, kept.customerCode);

		expect(await claimTask(office, draft?.taskId ?? '')).toMatchObject({ customerCode: kept.customerCode });
		const first = await issueRenewal(office, draft?.invoiceId ?? '', onDay('2026-02-05'));
		expect(first).toMatchObject({ status: 'paid', creditUsedMinor: 1_000 });
		await completeTask(office, draft?.taskId ?? '');
		const { customerId } = kept;
		const left = async () =>
			await office.store.asStaff(async (transaction) => await creditOf(transaction, { customerId, currency: 'EUR' }));
		expect(await left()).toBe(400);

		// The other service is invoiced by itself for the period that the draft did not hold, and both together from then on.
		const rest = await nightOf(office.store, '2026-02-05');
		expect(rest.prepared).toMatchObject([{ customerCode: kept.customerCode, lines: [{ periodFrom: '2026-02-10' }] }]);
		const next = await nightOf(office.store, '2026-03-05', { customerCode: old.customerCode });
		expect(next.prepared).toMatchObject([{ customerCode: kept.customerCode, totalMinor: 2_000, lines: [{}, {}] }]);
		expect((await nightOf(office.store, '2026-03-05')).prepared).toEqual([]);
	} finally {
		await database.drop();
	}
});

test('a payment under the code, the mail address or the ID at Stripe of the one who was merged is of the one who stays', async () => {
	const database = await createTestDatabase();
	const office = backOfficeOn(database.store);
	try {
		const old = await seedShop(office, 'old');
		await seedShop(office, 'kept');
		await database.owner.query(`update msp.customer set stripe_customer_id = 'cus_' || customer_code`);
		const { invoice } = await seedOrder(office, old, 'order-1');
		await merge(office, 'old', 'kept');
		const hear = async (references: object, paymentReference: string) =>
			await applyPayment(
				office,
				await receive(office, event('payment_succeeded', 0, { paymentReference, references })),
			);
		expect(await hear({ order: 'order-1', customer: 'old', providerCustomer: 'cus_old' }, 'pi_order')).toMatchObject({
			outcome: 'paid',
			customerCode: 'kept',
			invoiceNumber: invoice.invoiceNumber,
		});
		const more = { plan: 'old', customer: 'old' };
		expect(await hear({ ...more, domain: 'second.example', order: 'order-2' }, 'pi_code')).toMatchObject({
			outcome: 'paid',
			customerCode: 'kept',
		});
		const byStripe = { plan: 'old', providerCustomer: 'cus_old', domain: 'third.example', order: 'order-3' };
		expect(await hear(byStripe, 'pi_stripe')).toMatchObject({ outcome: 'paid', customerCode: 'kept' });
	} finally {
		await database.drop();
	}
});

test('an old link shows and takes what is open of both, and its page at Stripe is closed first', async () => {
	const scene = await openPaymentRequestScene();
	try {
		const old = await scene.customer();
		const kept = await scene.customer();
		const owed = [...(await scene.owes(old, [1_000])), ...(await scene.owes(kept, [250]))];
		const ticket = scene.ticketFor(old);
		const begun = await scene.press(ticket);
		expect(begun).toMatchObject({ state: 'ready', totalMinor: 1_000 });
		await scene.press(scene.ticketFor(kept));
		const merged = await merge(scene.office, old.customerCode, kept.customerCode);
		expect(merged.clashes).toContain(
			'The open payment request in EUR is superseded: its link shows what is open of both.',
		);

		const { statusCode, html } = await scene.look(ticket);
		expect(statusCode).toBe(200);
		expect(html).toContain('Pay €12.50');
		for (const { invoiceNumber } of owed) expect(html).toContain(invoiceNumber);
		const pressed = await scene.press(ticket, seenOn(html));
		expect(pressed).toMatchObject({ state: 'ready', totalMinor: 1_250, customerCode: kept.customerCode });
		for (const customer of [old, kept]) {
			const open = scene.pagesOf(customer).filter(({ status }) => status === 'open');
			expect(open).toHaveLength(customer === kept ? 1 : 0);
		}
		await scene.hears(await scene.pays(pressed.location));
		for (const { invoiceId } of owed) {
			expect(await scene.invoice(invoiceId)).toMatchObject({ status: 'paid', customerCode: kept.customerCode });
		}
		const now = await scene.office.store.asStaff(
			async (transaction) => await findCustomerByCode(transaction, old.customerCode),
		);
		expect(now?.customerId).toBe(kept.customerId);
	} finally {
		await scene.close();
	}
});

test('money that comes on the page of the one who was merged is split as it was asked for', async () => {
	const scene = await openPaymentRequestScene();
	try {
		const old = await scene.customer();
		const kept = await scene.customer();
		const owed = await scene.owes(old, [1_000, 99]);
		const begun = await scene.press(scene.ticketFor(old));
		await merge(scene.office, old.customerCode, kept.customerCode);
		await scene.hears(await scene.pays(begun.location));
		for (const { invoiceId } of owed) {
			expect(await scene.invoice(invoiceId)).toMatchObject({ status: 'paid', customerCode: kept.customerCode });
		}
	} finally {
		await scene.close();
	}
});
