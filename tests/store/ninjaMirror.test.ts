import { listUnmatched } from '../../core/invoices';
import { at } from '../support/ninjaMoney';
import { line, openNinjaMoneyScene, type NinjaMoneyScene } from '../support/ninjaMoneyScene';

let base: NinjaMoneyScene;
let office: NinjaMoneyScene['office'];
let scene: NinjaMoneyScene['scene'];
let ninja: NinjaMoneyScene['ninja'];
let invoiceOf: NinjaMoneyScene['invoiceOf'];
let openAlerts: NinjaMoneyScene['openAlerts'];
beforeAll(async () => {
	base = await openNinjaMoneyScene();
	({ office, scene, ninja, invoiceOf, openAlerts } = base);
});
afterAll(async () => await base.database.drop());

describe('the mirror of an invoice', () => {
	test('number, status, amounts, due day, deposit and link are what Invoice Ninja says, at its latest reading', async () => {
		const row = ninja.invoice('m1', { partialMinor: 500, partialDueDate: '2026-03-05' });
		expect((await ninja.hear('invoice', row)).recorded).toMatchObject([
			{
				outcome: 'invoice_mirrored',
				invoiceNumber: 'INV-m1',
				customerCode: 'acme',
				serviceId: null,
				paymentEventId: null,
			},
		]);
		expect(await invoiceOf('m1')).toMatchObject({ status: 'open', balance: 2000, due: '2026-03-15', partial: 500 });
		const later = ninja.invoice('m1', { status: 'partial', amountMinor: 1800, balanceMinor: 1300, updatedAt: at(9) });
		await ninja.hear('invoice', later);
		// What was read before comes late, and again.
		await ninja.hear('invoice', row);
		await ninja.hear('invoice', later);
		expect(await invoiceOf('m1')).toMatchObject({ status: 'partial', balance: 1300, total: 1800, partial: null });
	});

	test('two changes within one second: the later reading counts', async () => {
		await ninja.hear('invoice', ninja.invoice('m2'));
		await ninja.hear('invoice', ninja.invoice('m2', { status: 'paid', balanceMinor: 0 }));
		expect(await invoiceOf('m2')).toMatchObject({ status: 'paid' });
		await ninja.hear('invoice', ninja.invoice('m2', { status: 'cancelled', balanceMinor: 0 }), { occurredAt: at(0) });
		expect(await invoiceOf('m2')).toMatchObject({ status: 'paid' });
	});

	test('a catch-up that reads later within the second counts, though the change is dated by the second', async () => {
		await ninja.hear('invoice', ninja.invoice('m3', { updatedAt: at(5) }), { readAt: at(5) });
		const paid = ninja.invoice('m3', { status: 'paid', balanceMinor: 0, updatedAt: at(5) });
		await ninja.hear('invoice', paid, { occurredAt: at(5), readAt: at(6) });
		expect(await invoiceOf('m3')).toMatchObject({ status: 'paid' });
	});

	test.each([
		['draft', {}, 'draft'],
		['cancelled', {}, 'void'],
		['reversed', {}, 'refunded'],
		['sent', { isDeleted: true }, 'void'],
		['sent', { archivedAt: at(8) }, 'open'],
	])('%s %j is %s', async (status, more, expected) => {
		const id = `s${status}${Object.keys(more).join('')}`;
		await ninja.hear('invoice', ninja.invoice(id));
		await ninja.hear('invoice', ninja.invoice(id, { status, ...more, updatedAt: at(5) }));
		expect(await invoiceOf(id)).toMatchObject({ status: expected });
		// And restored.
		await ninja.hear('invoice', ninja.invoice(id, { updatedAt: at(9) }));
		expect(await invoiceOf(id)).toMatchObject({ status: 'open', balance: 2000 });
	});

	test('a number is used again after its invoice was deleted, whichever is heard first', async () => {
		await ninja.hear('invoice', ninja.invoice('n1', { number: '0042' }));
		await ninja.hear('invoice', ninja.invoice('n2', { number: '0042' }));
		expect(await invoiceOf('n2')).toMatchObject({ number: '0042' });
		expect(await invoiceOf('n1')).toMatchObject({ number: '0042 (main:n1)' });
		await ninja.hear('invoice', ninja.invoice('n1', { number: '0042_deleted', isDeleted: true, updatedAt: at(3) }));
		expect(await invoiceOf('n1')).toMatchObject({ number: '0042_deleted', status: 'void' });
	});

	test('amounts below zero and what was deleted before it was seen are no invoices', async () => {
		const credit = ninja.invoice('z1', { amountMinor: -500, balanceMinor: -500 });
		expect(await ninja.record('invoice', credit)).toMatchObject([{ outcome: 'not_relevant' }]);
		expect(await ninja.record('invoice', ninja.invoice('z2', { isDeleted: true }))).toMatchObject([
			{ outcome: 'not_relevant', needsAttention: false },
		]);
	});

	test('an invoice of 10,000 lines is read like any other', async () => {
		const lineItems = Array.from({ length: 10_000 }, (_, index) => ({
			productKey: `p${index}`,
			notes: `Line ${index}\nof many`,
		}));
		const last = { productKey: 'acme', notes: 'Domain: long.example' };
		const row = ninja.invoice('long', { lineItems: [...lineItems, last] });
		expect(await ninja.record('invoice', row)).toMatchObject([
			{ outcome: 'invoice_mirrored', serviceId: expect.any(String) },
		]);
		expect(await invoiceOf('long')).toMatchObject({ domain: 'long.example' });
	});

	test('a change that cannot be read names the field and not its value', async () => {
		await expect(ninja.record('payment', { id: 'x', clientId: 'y', status: 'status_9' })).rejects.toThrow(/status/);
	});
});

describe('an invoice finds its service', () => {
	test.each(['customValue1', 'customValue4'])('by the reference of the order in %s of a line', async (field) => {
		const { order, service } = await scene.newOrder();
		const row = ninja.invoice(`t${field}`, line('consulting', { [field]: order }));
		expect(await ninja.record('invoice', row)).toMatchObject([{ serviceId: service.serviceId }]);
		// The invoice that the order had before is replaced: nothing is owed twice.
		expect((await scene.books(service.domain)).map(({ status, period }) => ({ status, period }))).toEqual(
			expect.arrayContaining([
				{ status: 'void', period: 1 },
				{ status: 'open', period: 1 },
			]),
		);
	});

	test('by its domain in the notes of a line of its plan, and by the recurring invoice that issued it: the next period', async () => {
		const { service } = await scene.newOrder();
		const notes = `Hosting of ${service.domain}, one month`;
		await ninja.record('invoice', ninja.invoice('r1', { ...line('acme', { notes }), recurringId: 'rec1' }));
		await ninja.record('invoice', ninja.invoice('r2', { recurringId: 'rec1', date: '2026-04-01' }));
		expect([await invoiceOf('r1'), await invoiceOf('r2')]).toMatchObject([
			{ period: 1, domain: service.domain },
			{ period: 2, domain: service.domain },
		]);
	});

	test('and not by a domain that the notes of other work mention: its money would set the service up', async () => {
		const { service } = await scene.newOrder();
		const notes = `A talk about ${service.domain}`;
		expect(await ninja.record('invoice', ninja.invoice('talk', line('consulting', { notes })))).toMatchObject([
			{ outcome: 'invoice_mirrored', serviceId: null, needsAttention: false },
		]);
	});

	test('and not when a line is of another plan than the service', async () => {
		const { service } = await scene.newOrder();
		await office.store.asStaff(
			async (transaction) =>
				await transaction.run(
					`insert into msp.plan (plan_code, name, price_minor, currency, package_name) values ('large', 'L', 1, 'EUR', 'l')`,
				),
		);
		const row = ninja.invoice('large', line('large', { customValue1: service.domain }));
		expect(await ninja.record('invoice', row)).toMatchObject([
			{ outcome: 'unknown_product', serviceId: null, detail: expect.stringContaining('of the plan large') },
		]);
	});

	test('by plan and domain: an invoice that was sent opens the order, a draft does not', async () => {
		const row = line('acme', { customValue2: 'https://www.Neu-ORDER.example/' });
		await ninja.record('invoice', ninja.invoice('o1', { ...row, status: 'draft' }));
		expect(await invoiceOf('o1')).toMatchObject({ status: 'draft', service: null });
		const [sent] = await ninja.record('invoice', ninja.invoice('o1', { ...row, updatedAt: at(2) }));
		expect(sent).toMatchObject({ outcome: 'invoice_mirrored', serviceId: expect.any(String) });
		expect(await invoiceOf('o1')).toMatchObject({
			...{ service: 'pending_payment', domain: 'neu-order.example', order: 'ninja:main:o1', period: 1 },
		});
		// A quote that became an invoice is the same lines: it is of the same service.
		await ninja.record('invoice', ninja.invoice('o2', { ...row, updatedAt: at(3) }));
		expect(await invoiceOf('o2')).toMatchObject({ domain: 'neu-order.example', period: 2 });
	});

	test.each([
		['a plan without a domain', line('acme'), 'states no domain'],
		[
			'a plan with a word that only looks like a domain',
			line('acme', { notes: 'Includes Node.js and the setup.The rest is free' }),
			'states no domain',
		],
		['a domain with a product that is no plan', line('mystery', { customValue1: 'mystery.example' }), 'is no plan'],
		[
			'two services',
			{
				lineItems: [
					{ productKey: 'acme', customValue1: 'two-a.example' },
					{ productKey: 'acme', customValue1: 'two-b.example' },
				],
			},
			'several services',
		],
	])('%s is listed for a person, and not guessed', async (name, more, detail) => {
		const id = name.replace(/\W/g, '');
		const [recorded] = await ninja.record('invoice', ninja.invoice(id, more));
		expect(recorded).toMatchObject({ outcome: 'unknown_product', needsAttention: true, serviceId: null });
		expect(recorded?.detail).toContain(detail);
		expect(await invoiceOf(id)).toMatchObject({ status: 'open', service: null });
	});

	test('and when the list is empty the alert is over', async () => {
		const listed = async () =>
			await office.store.asStaff(async (transaction) => await listUnmatched(transaction, { limit: null }));
		const alerts = async () => (await openAlerts()).filter(({ kind }) => kind === 'unknown_item');
		expect((await listed()).length).toBeGreaterThan(2);
		expect(await alerts()).toMatchObject([{ cause: 'invoice-ninja:unknown_product:main', settles: 'by_hand' }]);
		for (const { externalId } of await listed()) {
			const id = externalId.replace('main:', '');
			await ninja.record('invoice', ninja.invoice(id, { updatedAt: at(60) }));
		}
		expect(await listed()).toEqual([]);
		expect(await alerts()).toEqual([]);
	});
});
