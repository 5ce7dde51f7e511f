import { acceptApproval, listReactivations, makeApprovalLink, runDunning, showApprovalPage } from '../../core/dunning';
import { addDays } from '../../core/kernel/calendar';
import { savePolicy } from '../../core/policies';
import { startLifecycleTask } from '../../core/provisioning';
import { claimTask } from '../../core/tasks';
import { carryOut } from '../support/dunningScene';
import { due, on, openDunningNights, type DunningNights } from '../support/dunningNights';

let nights: DunningNights;
let clock: DunningNights['clock'];
let scene: DunningNights['scene'];
let office: DunningNights['office'];

beforeEach(async () => {
	nights = await openDunningNights();
	({ clock, scene, office } = nights);
});
afterEach(async () => await nights.close());

const night = async (days: number) => await nights.night(days);

/** A customer who was warned of the invoice, on the day of the suspension. */
async function warned(code: string): Promise<{ customerId: string; serviceId: string }> {
	const made = await scene.customer(code);
	await scene.invoice(code, { number: `${code}-1`, dueOn: due, serviceIds: [made.serviceId] });
	return made;
}

test('an unpaid invoice is reminded of, warned of and suspended, each once, and a payment gives the service back', async () => {
	await warned('acme');
	const told: string[] = [];
	for (let day = -4; day <= 4; day++) {
		for (const letter of await night(day)) told.push(`${day} ${letter}`);
		// A second run of the night changes nothing.
		await scene.night();
		expect(await scene.sendLetters()).toEqual([]);
	}
	expect(told).toEqual([
		'-3 acme paymentReminder',
		'1 acme paymentReminder',
		'2 acme suspensionWarning',
		'3 acme serviceSuspended',
	]);
	expect(await scene.statusOf('acme.example')).toBe('suspended');
	expect(await scene.giveBack()).toBe(0);

	await scene.setInvoice('acme-1', { status: 'paid', balance_minor: 0 });
	expect(await scene.giveBack()).toBe(1);
	expect(await scene.giveBack()).toBe(0);
	await scene.carryOut();
	expect(await scene.statusOf('acme.example')).toBe('active');
	expect(await scene.sendLetters()).toEqual(['acme serviceReactivated']);
});

test('after nights that were missed the warning comes first', async () => {
	await warned('late');
	expect(await night(9)).toEqual(['late suspensionWarning']);
	expect(await scene.statusOf('late.example')).toBe('active');
	expect(await night(10)).toEqual(['late serviceSuspended']);
});

test('a warning that was planned and never sent is sent with the next night, and once', async () => {
	await warned('dark');
	await clock.moveTo(on(2));
	await scene.night();
	await clock.moveTo(on(3));
	expect((await scene.night()).suspensions).toEqual([]);
	expect(await scene.sendLetters()).toEqual(['dark suspensionWarning']);
	expect(await night(4)).toEqual(['dark serviceSuspended']);
});

test('two runs at once have one effect', async () => {
	for (const code of ['a1', 'a2', 'a3', 'a4', 'a5']) await warned(code);
	await night(2);
	await warned('a6');
	await clock.moveTo(on(3));
	await savePolicy(office, { scope: 'default' }, { mostSuspensions: 100, mostSuspendedPercent: 100 });
	const runs = await Promise.all([scene.night(), scene.night(), scene.night()]);
	expect(runs.map(({ status }) => status)).toEqual(['finished', 'finished', 'finished']);
	expect(
		await scene.rows(`select kind, count(*)::int from msp.task where status = 'pending' group by 1 order by 1`),
	).toEqual([
		{ kind: 'dunning_notice', count: 1 },
		{ kind: 'suspend', count: 5 },
	]);
	expect(await scene.sendLetters()).toEqual(['a6 suspensionWarning']);
});

test('a dry run says what it would do and does nothing', async () => {
	await savePolicy(office, { scope: 'default' }, { dunning: 'dry_run' });
	await warned('dry');
	await clock.moveTo(on(2));
	const result = await scene.night();
	expect(result).toMatchObject({
		mode: 'dry_run',
		counts: { notices: 1 },
		notices: [{ customerCode: 'dry', taskId: null, action: 'warn_suspension' }],
	});
	expect(await scene.rows(`select 1 from msp.task union all select 1 from msp.dunning_attempt`)).toEqual([]);
	await savePolicy(office, { scope: 'default' }, { dunning: 'live' });
	expect((await runDunning(office, { dryRun: true, list: 1 })).notices).toMatchObject([{ taskId: null }]);
	expect(await scene.rows('select 1 from msp.task')).toEqual([]);
});

describe('right before a suspension', () => {
	const started = async (code: string) => {
		await warned(code);
		await night(2);
		await clock.moveTo(on(3));
		const { suspensions } = await scene.night();
		const [suspension] = suspensions;
		if (!suspension?.taskId) throw new Error('no suspension was started');
		return suspension.taskId;
	};
	const task = async (id: string) =>
		(
			await scene.rows<{ status: string; detail: string }>(
				`select status, status_detail as detail from msp.task where id = $1`,
				[id],
			)
		)[0];

	test('it waits for the hours of its customer, and keeps no other change of the service waiting', async () => {
		const id = await started('hours');
		expect(await claimTask(office, id)).toBeUndefined();
		expect(await task(id)).toEqual({ status: 'waiting', detail: 'waits for the business hours of the customer' });
		const [service] = await scene.rows<{ id: string }>('select id from msp.service');
		const other = await startLifecycleTask(office, {
			...{ serviceId: service?.id ?? '', kind: 'suspend', by: 'Ann', reason: 'abuse' },
		});
		expect(await carryOut(office, scene.panel, { id: other.taskId, kind: 'suspend', domain: 'hours.example' })).toBe(
			true,
		);
		await clock.moveTo(on(3, '12:00'));
		await scene.carryOut();
		expect(await task(id)).toMatchObject({ status: 'cancelled', detail: expect.stringContaining('suspended') });
		// A person suspended it: no payment gives it back.
		await scene.setInvoice('hours-1', { status: 'paid', balance_minor: 0 });
		expect(await scene.giveBack()).toBe(0);
	});

	test.each([
		['paid', { status: 'paid', balance_minor: 0 }],
		['voided', { status: 'void' }],
		['written off', { status: 'uncollectible' }],
		['moved to another due day', { due_on: addDays(due, 30) }],
	] as const)('it is called off when the invoice was %s meanwhile', async (_, change) => {
		const id = await started('meanwhile');
		await scene.setInvoice('meanwhile-1', change);
		await clock.moveTo(on(3, '12:00'));
		await scene.carryOut();
		expect(await task(id)).toMatchObject({
			status: 'cancelled',
			detail: expect.stringContaining('nothing asks for it'),
		});
		expect(await scene.statusOf('meanwhile.example')).toBe('active');
	});

	test('it is called off when the customer was protected, exempted, or dunning was switched off', async () => {
		const id = await started('spared');
		await savePolicy(office, { scope: 'customer', customerCode: 'spared' }, { protected: true });
		await clock.moveTo(on(3, '12:00'));
		await scene.carryOut();
		expect(await task(id)).toMatchObject({ status: 'cancelled', detail: expect.stringContaining('protected') });

		await savePolicy(office, { scope: 'customer', customerCode: 'spared' }, { protected: null });
		await clock.moveTo(on(4));
		const [again] = (await scene.night()).suspensions;
		await savePolicy(office, { scope: 'default' }, { dunning: 'dry_run' });
		await clock.moveTo(on(4, '12:00'));
		await scene.carryOut();
		expect(await task(again?.taskId ?? '')).toMatchObject({
			status: 'cancelled',
			detail: 'dunning is not live any more',
		});
	});

	// Blesta and WHMCS users: suspended minutes after paying, for the payment was not applied yet.
	test('it waits for money that has come and is not applied, and not for ever', async () => {
		const id = await started('arriving');
		await clock.moveTo(on(3, '12:00'));
		await scene.rows(
			`insert into msp.payment_event (provider, event_id, kind, names, occurred_at, raw)
			values ('stripe', 'evt_1', 'payment_succeeded', '{pi_1}', now(), '{}')`,
		);
		await scene.carryOut();
		expect(await task(id)).toEqual({ status: 'waiting', detail: 'payments that have come are applied first' });
		await clock.moveTo(on(3, '12:20'));
		await scene.carryOut();
		expect(await scene.statusOf('arriving.example')).toBe('suspended');
	});
});

describe('a payment in the same second as the suspension', () => {
	/** The moments between which it may come. */
	test.each(['before the claim', 'after the claim', 'after the change'] as const)('%s', async (when) => {
		const { serviceId } = await warned('second');
		await night(2);
		await clock.moveTo(on(3));
		const [{ taskId } = { taskId: null }] = (await scene.night()).suspensions;
		await clock.moveTo(on(3, '12:00'));
		const pay = async () => {
			await scene.setInvoice('second-1', { status: 'paid', balance_minor: 0 });
			await scene.giveBack();
		};
		const change = { id: taskId ?? '', kind: 'suspend', domain: 'second.example' };
		if (when === 'before the claim') await pay();
		await carryOut(office, scene.panel, change, when === 'after the claim' ? pay : undefined);
		if (when === 'after the change') await pay();
		await scene.giveBack();
		await scene.carryOut();
		expect(await scene.statusOf('second.example')).toBe('active');
		expect(await scene.panel.findAccount({ username: 'secondexample', domain: 'second.example' })).toMatchObject({
			suspended: false,
		});
		expect(
			await scene.rows(`select 1 from msp.task where subject_id = $1 and status not in ('completed', 'cancelled')`, [
				serviceId,
			]),
		).toEqual([]);
	});

	test('and one that is taken back in the same second leaves a task that suspends, with the next night', async () => {
		await warned('back');
		await night(2);
		await clock.moveTo(on(3));
		await scene.night();
		await scene.setInvoice('back-1', { status: 'paid', balance_minor: 0 });
		expect(await scene.giveBack()).toBe(1);
		await scene.setInvoice('back-1', { status: 'open', balance_minor: 1_000 });
		await night(4);
		expect(await scene.statusOf('back.example')).toBe('suspended');
	});
});

test('a dispute or a payment on its way stops a suspension, and lifts none', async () => {
	await warned('bank');
	await night(2);
	const event = (id: string, kind: string) =>
		scene.rows(
			`insert into msp.payment_event (provider, event_id, kind, names, occurred_at, raw, event_references, processed_at)
			values ('stripe', $1, $2, '{pi_bank}', now(), '{}', '{"invoice": "bank-1"}', now())`,
			[id, kind],
		);
	await clock.moveTo(on(3));
	await event('evt_pending', 'payment_pending');
	expect((await scene.night()).suspensions).toEqual([]);
	await clock.moveTo(on(4));
	await event('evt_failed', 'payment_failed');
	await night(4);
	expect(await scene.statusOf('bank.example')).toBe('suspended');

	await scene.rows(
		`insert into msp.payment (customer_id, invoice_id, provider, payment_reference, amount_minor, currency, outcome)
		select customer_id, id, 'stripe', 'pi_2', 500, 'EUR', 'disputed' from msp.invoice`,
	);
	expect(await scene.giveBack()).toBe(0);
});

test('of several invoices the disputed one drives nothing, and a service of another stays', async () => {
	const { customerId, serviceId } = await scene.customer('two');
	const other = await scene.service(customerId, 'other.example');
	await scene.invoice('two', { number: 'two-1', dueOn: due, serviceIds: [serviceId] });
	const disputed = await scene.invoice('two', { number: 'two-2', dueOn: due, serviceIds: [other], currency: 'USD' });
	await scene.rows(
		`insert into msp.payment (customer_id, invoice_id, provider, payment_reference, amount_minor, currency, outcome)
		values ($1, $2, 'stripe', 'pi_3', 500, 'USD', 'disputed')`,
		[customerId, disputed],
	);
	for (const day of [1, 2, 3]) await night(day);
	expect([await scene.statusOf('two.example'), await scene.statusOf('other.example')]).toEqual(['suspended', 'active']);
});

describe('a run that would suspend too many', () => {
	beforeEach(async () => {
		await savePolicy(office, { scope: 'default' }, { mostSuspensions: 2, mostSuspendedPercent: 100 });
		for (const code of ['m1', 'm2', 'm3']) await warned(code);
		await night(2);
		await clock.moveTo(on(3));
	});

	test('stops before the first one, shows them to a person, and starts what is still right', async () => {
		const { runId, status, suspensions, counts } = await scene.night();
		expect({ status, started: suspensions.filter(({ taskId }) => taskId !== null) }).toEqual({
			status: 'stopped',
			started: [],
		});
		expect(counts).toMatchObject({ suspensions: 3, mostSuspensions: 2 });
		const { approvalUrl } = makeApprovalLink(office, 'https://n8n.example.com/webhook/msp/dunning', {
			...{ runId, language: 'en', hours: 48 },
		});
		const ticket = new URL(approvalUrl).searchParams.get('ticket') ?? '';
		const page = await showApprovalPage(office, ticket);
		expect(page.statusCode).toBe(200);
		const values = [...page.html.matchAll(/name="service" value="([^"]+)"/g)].map(([, value = '']) => value);
		expect(values).toHaveLength(3);
		// Looking changes nothing.
		expect(await scene.rows(`select 1 from msp.task where kind = 'suspend'`)).toEqual([]);

		expect(await acceptApproval(office, { ticket, services: values, by: ' ' })).toMatchObject({
			statusCode: 400,
			approved: [],
		});
		expect(await acceptApproval(office, { ticket: 'x', services: values, by: 'Ann' })).toMatchObject({
			statusCode: 403,
		});
		await scene.setInvoice('m2-1', { status: 'paid', balance_minor: 0 });
		const accepted = await acceptApproval(office, { ticket, services: values, by: 'Ann' });
		expect(accepted.approved.map(({ domain }) => domain).sort()).toEqual(['m1.example', 'm3.example']);
		expect(await acceptApproval(office, { ticket, services: values, by: 'Bob' })).toMatchObject({ approved: [] });

		await clock.moveTo(on(3, '12:00'));
		await scene.carryOut();
		expect(await Promise.all(['m1', 'm2', 'm3'].map((code) => scene.statusOf(`${code}.example`)))).toEqual([
			'suspended',
			'active',
			'suspended',
		]);
		// A payment lifts it: it is the system's.
		await scene.setInvoice('m1-1', { status: 'paid', balance_minor: 0 });
		expect((await listReactivations(office)).map(({ domain }) => domain)).toEqual(['m1.example']);
	});

	test('counts those that wait for their hours: two nights of a weekend are not twice as many', async () => {
		await savePolicy(office, { scope: 'default' }, { mostSuspensions: 4 });
		expect(await scene.night()).toMatchObject({ status: 'finished' });
		for (const code of ['w1', 'w2']) await warned(code);
		await scene.night();
		await scene.sendLetters();
		// Nobody carried anything out.
		await clock.moveTo(on(4));
		expect(await scene.night()).toMatchObject({
			status: 'stopped',
			detail: expect.stringContaining('5 of 5 active services'),
		});
	});
});

test('a termination needs its warning, a person, and to be asked for still', async () => {
	await savePolicy(office, { scope: 'default' }, { terminations: 'approval' });
	for (const code of ['gone', 'paid']) await warned(code);
	await savePolicy(office, { scope: 'default' }, { mostSuspensions: 100, mostSuspendedPercent: 100 });
	for (let day = 1; day <= 13; day++) await night(day);
	await clock.moveTo(on(14));
	const { runId, terminations } = await scene.night();
	expect(terminations.map(({ domain }) => domain).sort()).toEqual(['gone.example', 'paid.example']);
	const { approvalUrl } = makeApprovalLink(office, 'https://n8n.example.com/x', { runId, language: 'nl', hours: 1 });
	const ticket = new URL(approvalUrl).searchParams.get('ticket') ?? '';
	const services = [...(await showApprovalPage(office, ticket)).html.matchAll(/value="(terminate:[^"]+)"/g)].map(
		([, value = '']) => value,
	);
	expect((await acceptApproval(office, { ticket, services, by: 'Ann' })).approved).toHaveLength(2);
	// Paid after the approval, and before the change.
	await scene.setInvoice('paid-1', { status: 'paid', balance_minor: 0 });
	await clock.moveTo(on(15, '12:00'));
	await scene.carryOut();
	expect([await scene.statusOf('gone.example'), await scene.statusOf('paid.example')]).toEqual([
		'terminated',
		'suspended',
	]);
	expect(await scene.giveBack()).toBe(1);
	await scene.carryOut();
	expect(await scene.statusOf('paid.example')).toBe('active');
	expect(
		await scene.rows(`select input->>'by' as by from msp.task where kind = 'terminate' and status = 'completed'`),
	).toEqual([{ by: 'Ann' }]);
});

test('a customer without an address is not warned, and so not suspended, and staff are told once', async () => {
	const { serviceId } = await scene.customer('mute', { email: null });
	await scene.invoice('mute', { number: 'mute-1', dueOn: due, serviceIds: [serviceId] });
	for (const day of [1, 2, 3, 4]) await night(day);
	expect(await scene.statusOf('mute.example')).toBe('active');
	expect(await scene.rows(`select title from msp.alert where cause like 'dunning:no-address:%'`)).toEqual([
		{ title: 'mute has unpaid invoices and no mail address' },
	]);
});

test('the stay of a guest is not dunned: it has reminders of its own', async () => {
	await scene.customer('guest');
	const invoiceId = await scene.invoice('guest', { number: 'stay-1', dueOn: due, serviceIds: [] });
	await scene.rows(`update msp.invoice set reference = 'rental:stay:first' where id = $1`, [invoiceId]);
	for (const day of [-3, 1, 3]) expect(await night(day)).toEqual([]);
	await scene.rows(`update msp.invoice set reference = 'other' where id = $1`, [invoiceId]);
	expect(await night(4)).toEqual(['guest paymentReminder']);
});

test('a customer on the other side of the world is dunned by the clock on their own wall', async () => {
	const { serviceId } = await scene.customer('kiwi', { timeZone: 'Pacific/Auckland', country: 'XX' });
	await scene.invoice('kiwi', { number: 'kiwi-1', dueOn: due, serviceIds: [serviceId] });
	// Half past eleven in the evening of the day before, in Brussels.
	await clock.moveTo(on(1, '21:30'));
	expect((await scene.night()).notices).toMatchObject([{ action: 'warn_suspension' }]);
	await scene.sendLetters();
	await clock.moveTo(on(2, '21:30'));
	const { suspensions } = await scene.night();
	// It is half past nine in Auckland: open.
	expect(suspensions.map(({ notBefore }) => notBefore.toISOString())).toEqual([on(2, '21:30').toISOString()]);
});
