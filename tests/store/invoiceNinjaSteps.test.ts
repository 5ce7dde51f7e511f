import { ExternalError } from '../../core/kernel/errors';
import {
	bulkAction,
	emailSending,
	moneyRecording,
	openNinja,
	paymentApplication,
	paymentCreation,
	paymentRefund,
	recordCreation,
	recordUpsert,
	type Ninja,
} from '../../core/invoiceNinja';
import { claimTask, openStep, runStep, runUnrecorded, type SideEffect, type TaskOffice } from '../../core/tasks';
import { listSteps } from '../../core/tasks/steps';
import { Killed } from '../support/memoryPanel';
import { mortalStore } from '../support/mortalStore';
import { openNinjaScene, type NinjaScene } from '../support/ninjaScene';
import { backOfficeOn, letTimePass, seedPlan, seedTask } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;
let plan: { customerId: string; planId: string };
let scene: NinjaScene;
let client: string;
beforeAll(async () => {
	[database, scene] = await Promise.all([createTestDatabase(), openNinjaScene()]);
	office = backOfficeOn(database.store);
	plan = await seedPlan(office, 'ninja', [1000]);
	client = (await scene.client('Acme', 'ada@acme.example')).id;
});
afterAll(async () => {
	await scene.close();
	await database.drop();
});
beforeEach(() => scene.standin.clear());

const company = () => openNinja({ baseUrl: scene.url, token: scene.token });

/** A change that must happen once: how it is made, and how often Invoice Ninja has it. */
interface Once {
	readonly what: string;
	prepare(name: string): Promise<{
		run(office: TaskOffice, taskId: string, ninja?: Ninja): Promise<unknown>;
		times(): Promise<number>;
	}>;
	/** The call that makes the change. */
	readonly call: string;
	/** Whether it is killed at each statement: what moves money is. */
	readonly killed?: true;
}

const place = (taskId: string) => ({ taskId, stepName: 'ninja' });
const stepOf = async <I, T, R>(at: TaskOffice, taskId: string, effect: SideEffect<I, T, R>, input: I) =>
	await runStep(openStep(at, place(taskId), effect), input);

const lines = [{ product_key: 'starter', cost: 10, quantity: 1 }];

const gatewayId = (name: string) => `pi_${name.replace(/\W/g, '')}`;
const moneyFor = (reference: string, shares: ReadonlyArray<readonly [string, number]>, amountMinor?: number) => ({
	...{ clientId: client, reference, currency: 'EUR', date: '2026-11-30', typeId: null },
	amountMinor: amountMinor ?? shares.reduce((sum, [, minor]) => sum + minor, 0),
	shares: shares.map(([invoiceId, minor]) => ({ invoiceId, amountMinor: minor })),
});

const cases: readonly Once[] = [
	{
		what: 'an invoice with a number',
		call: 'POST /api/v1/invoices',
		killed: true,
		prepare: async (name) =>
			await Promise.resolve({
				run: async (at, taskId, ninja = company()) =>
					await stepOf(at, taskId, recordCreation(ninja, 'invoice'), {
						body: { client_id: client, number: name, line_items: lines },
						flags: { paid: 'true' },
						key: { field: 'number', value: name },
					}),
				times: async () => {
					const made = (await scene.list('invoices')).filter(({ number }) => number === name);
					return made.every(({ status_id }) => status_id === '4') ? made.length : -1;
				},
			}),
	},
	{
		what: 'an invoice without a number, by a key of the step',
		call: 'POST /api/v1/invoices',
		prepare: async (name) =>
			await Promise.resolve({
				run: async (at, taskId, ninja = company()) =>
					await stepOf(at, taskId, recordCreation(ninja, 'invoice'), {
						body: { client_id: client, po_number: name, line_items: lines },
						key: { field: 'custom_value4' },
					}),
				times: async () => (await scene.list('invoices')).filter(({ po_number }) => po_number === name).length,
			}),
	},
	{
		what: 'a payment',
		call: 'POST /api/v1/payments',
		killed: true,
		prepare: async (name) =>
			await Promise.resolve({
				run: async (at, taskId, ninja = company()) =>
					await stepOf(at, taskId, paymentCreation(ninja), {
						body: { client_id: client, amount: 5, transaction_reference: name },
					}),
				times: async () =>
					(await scene.list('payments')).filter(({ transaction_reference }) => transaction_reference === name).length,
			}),
	},
	{
		what: 'money of a gateway that is recorded',
		call: 'POST /api/v1/payments',
		killed: true,
		prepare: async (name) => {
			const { id } = await scene.invoice(client, lines);
			const reference = gatewayId(name);
			return {
				run: async (at, taskId, ninja = company()) =>
					await stepOf(at, taskId, moneyRecording(ninja), moneyFor(reference, [[id, 1000]])),
				times: async () => {
					const made = (await scene.list('payments')).filter((one) => one.transaction_reference === reference);
					const { status_id: status } = await scene.get('invoices', id);
					return status === '4' ? made.length : -1;
				},
			};
		},
	},
	{
		what: 'a refund',
		call: 'POST /api/v1/payments/refund',
		killed: true,
		prepare: async () => {
			const invoice = await scene.invoice(client, [{ cost: 10, quantity: 1 }]);
			const paid = await scene.enterPayment(client, [[invoice.id, 10]]);
			return {
				run: async (at, taskId, ninja = company()) =>
					await stepOf(at, taskId, paymentRefund(ninja), {
						paymentId: paid.id,
						amount: 3,
						date: '2026-11-30',
						invoices: [],
						gatewayRefund: false,
						sendEmail: false,
					}),
				times: async () => Number((await scene.get('payments', paid.id)).refunded) / 3,
			};
		},
	},
	{
		what: 'a payment that is applied',
		call: 'PUT /api/v1/payments',
		prepare: async () => {
			const invoice = await scene.invoice(client, [{ cost: 10, quantity: 1 }]);
			const paid = await scene.make('payments', { client_id: client, amount: 30 });
			return {
				run: async (at, taskId, ninja = company()) =>
					await stepOf(at, taskId, paymentApplication(ninja), {
						paymentId: paid.id,
						invoices: [{ id: invoice.id, amount: 4 }],
						credits: [],
					}),
				times: async () => Number((await scene.get('payments', paid.id)).applied) / 4,
			};
		},
	},
	{
		what: 'a client that is created or updated by its ID number',
		call: 'POST /api/v1/clients',
		prepare: async (name) =>
			await Promise.resolve({
				run: async (at, taskId, ninja = company()) =>
					await stepOf(at, taskId, recordUpsert(ninja, 'client'), {
						key: { field: 'id_number', value: name },
						body: { name },
					}),
				times: async () => (await scene.list('clients')).filter(({ id_number }) => id_number === name).length,
			}),
	},
	{
		what: 'invoices that are marked as paid',
		call: 'POST /api/v1/invoices/bulk',
		prepare: async () => {
			const invoices = [await scene.invoice(client, lines), await scene.invoice(client, lines)];
			const ids = invoices.map(({ id }) => id);
			return {
				run: async (at, taskId, ninja = company()) =>
					await stepOf(at, taskId, bulkAction(ninja, 'invoice'), { action: 'mark_paid', ids }),
				times: async () => {
					const paid = await Promise.all(ids.map(async (id) => Number((await scene.get('invoices', id)).paid_to_date)));
					return paid.reduce((sum, one) => sum + one, 0) / 20;
				},
			};
		},
	},
];

let counted = 0;
async function begun(one: Once) {
	const name = `once-${++counted}`;
	const taskId = await seedTask(office, plan, `${name}.example`);
	await claimTask(office, taskId);
	return { taskId, ...(await one.prepare(name)) };
}

const unlessDefinite = (error: unknown) => {
	if (!(error instanceof Killed) && !(error instanceof ExternalError)) throw error;
};

/** Runs a step again and again, as the workflow that resumes does, until it ends. */
async function toTheEnd(run: () => Promise<unknown>): Promise<void> {
	for (let tries = 0; ; tries++) {
		await letTimePass(office);
		try {
			await run();
			return;
		} catch (error) {
			if (!(error instanceof ExternalError) || !error.transient || tries > 5) throw error;
		}
	}
}

describe.each(cases.map((one) => [one.what, one] as const))('%s', (_, one) => {
	test.each(['drop_before', 'drop_after'] as const)('answered never (%s): it is made once', async (kind) => {
		const { taskId, run, times } = await begun(one);
		scene.standin.addFault({ path: one.call, kind });
		await run(office, taskId).catch(unlessDefinite);
		await toTheEnd(async () => await run(office, taskId));
		expect(await times()).toBe(1);
	});

	test('arrives late, after everybody gave it up: it is made once', async () => {
		const { taskId, run, times } = await begun(one);
		const { ninja, arrive } = lateNinja(company());
		await run(office, taskId, ninja).catch(unlessDefinite);
		await arrive();
		await toTheEnd(async () => await run(office, taskId));
		expect(await times()).toBe(1);
	});
});

describe.each(cases.filter(({ killed }) => killed).map((one) => [one.what, one] as const))('%s', (_, one) => {
	test.each([false, true])(
		'killed at each statement (heard: %s): it is made once',
		async (heard) => {
			let deaths = 0;
			for (let dieAt = 1; ; dieAt++) {
				const { taskId, run, times } = await begun(one);
				const mortal = mortalStore(() => database.pool(), dieAt, heard);
				await run({ ...office, store: mortal.store }, taskId).catch(unlessDefinite);
				if (!mortal.died()) break;
				deaths += 1;
				await toTheEnd(async () => await run(office, taskId));
				expect([dieAt, await times()]).toEqual([dieAt, 1]);
				const [step] = await office.store.asStaff(async (transaction) => await listSteps(transaction, taskId));
				expect(step).toMatchObject({ status: 'done' });
			}
			expect(deaths).toBeGreaterThan(5);
		},
		60_000,
	);
});

/** A company whose first change is lost on the way, and arrives when the test says so. */
function lateNinja(real: Ninja): { ninja: Ninja; arrive: () => Promise<void> } {
	const late: Array<() => Promise<unknown>> = [];
	const lost = async (call: () => Promise<unknown>): Promise<never> => {
		late.push(call);
		return await Promise.reject(new ExternalError('transport', 'no answer', 'Look.'));
	};
	const ninja: Ninja = {
		...real,
		create: async (...given) => await lost(async () => await real.create(...given)),
		update: async (...given) => await lost(async () => await real.update(...given)),
		bulk: async (...given) => await lost(async () => await real.bulk(...given)),
		call: async (call) => (call.changes ? await lost(async () => await real.call(call)) : await real.call(call)),
	};
	return {
		ninja,
		arrive: async () => {
			for (const call of late.splice(0)) await call();
		},
	};
}

describe('a payment', () => {
	// Versions up to 5.12 do not show the key of a payment, later ones may.
	test.each([false, true])('is found again whether its key is shown or not (%s)', async (showsIdempotencyKey) => {
		await scene.switch({ showsIdempotencyKey });
		const before = (await scene.list('payments')).length;
		const taskId = await seedTask(office, plan, `shown-${String(showsIdempotencyKey)}.example`);
		await claimTask(office, taskId);
		scene.standin.addFault({ path: 'POST /api/v1/payments', kind: 'drop_after' });
		const run = async () =>
			await stepOf(office, taskId, paymentCreation(company()), {
				body: { client_id: client, amount: 6.25, idempotency_key: `shown-${String(showsIdempotencyKey)}` },
			});
		await run().catch(unlessDefinite);
		await toTheEnd(run);
		expect(await scene.list('payments')).toHaveLength(before + 1);
		await scene.switch({ showsIdempotencyKey: false });
	});

	test('whose key somebody else used for another payment is not taken for it', async () => {
		await scene.make('payments', { client_id: client, amount: 99, idempotency_key: 'theirs' });
		const taskId = await seedTask(office, plan, 'theirs.example');
		await claimTask(office, taskId);
		const input = { body: { client_id: client, amount: 1, idempotency_key: 'theirs' } };
		await expect(stepOf(office, taskId, paymentCreation(company()), input)).rejects.toMatchObject({
			errorClass: 'exists',
		});
	});
});

describe('money of a gateway', () => {
	const record = async (input: Parameters<typeof moneyFor>, ninja: Ninja = company()) =>
		await runUnrecorded(moneyRecording(ninja), moneyFor(...input));
	const paymentsOf = async (reference: string) =>
		(await scene.list('payments')).filter((one) => one.transaction_reference === reference);

	test('pays several invoices of a client; what one does not owe any more stays unapplied', async () => {
		const [first, second] = [await scene.invoice(client, lines), await scene.invoice(client, lines)];
		await scene.enterPayment(client, [[second.id, 4]]);
		await record([
			'pi_several',
			[
				[first.id, 1000],
				[second.id, 1000],
			],
		]);
		expect(await paymentsOf('pi_several')).toMatchObject([{ amount: 20, applied: 16, is_manual: true }]);
		expect(await scene.get('invoices', second.id)).toMatchObject({ balance: 0, status_id: '4' });
	});

	test.each(['cancelled', 'deleted', 'paid'] as const)(
		'is recorded all the same when its invoice is %s',
		async (how) => {
			const { id } = await scene.invoice(client, lines);
			if (how === 'paid') await scene.enterPayment(client, [[id, 10]]);
			else await scene.bulk('invoices', how === 'cancelled' ? 'cancel' : 'delete', [id]);
			await record([`pi_was${how}`, [[id, 1000]]]);
			expect(await paymentsOf(`pi_was${how}`)).toMatchObject([{ amount: 10, applied: 0 }]);
		},
	);

	test('is recorded all the same when its invoice is paid in the second of the call', async () => {
		const { id } = await scene.invoice(client, lines);
		const real = company();
		let pays = true;
		const ninja: Ninja = {
			...real,
			create: async (entity, body, flags) => {
				if (pays) await scene.enterPayment(client, [[id, 7]]);
				pays = false;
				return await real.create(entity, body, flags);
			},
		};
		await record(['pi_sameSecond', [[id, 1000]]], ninja);
		expect(await paymentsOf('pi_sameSecond')).toMatchObject([{ amount: 10, applied: 3 }]);
		expect(await scene.get('invoices', id)).toMatchObject({ balance: 0, paid_to_date: 10 });
	});

	test('of one ID is one payment, whoever records it again and for what; one that somebody deleted stays so', async () => {
		const { id } = await scene.invoice(client, lines);
		const made = await record(['pi_again', [[id, 1000]]]);
		expect(await record(['pi_again', [], 1000])).toMatchObject({ id: made.id });
		expect(await paymentsOf('pi_again')).toHaveLength(1);
		await scene.bulk('payments', 'delete', [made.id]);
		await expect(record(['pi_again', [[id, 1000]]])).rejects.toMatchObject({ errorClass: 'exists' });
		expect(await paymentsOf('pi_again')).toEqual([]);
	});

	test('in another currency than the client pays in is for a person', async () => {
		const asked = { ...moneyFor('pi_dollars', []), amountMinor: 1000, currency: 'USD' };
		await expect(runUnrecorded(moneyRecording(company()), asked)).rejects.toThrow(/pays in EUR/);
	});
});

test('a refund beside one that somebody else makes meanwhile is for a person', async () => {
	const invoice = await scene.invoice(client, lines);
	const paid = await scene.enterPayment(client, [[invoice.id, 10]]);
	const taskId = await seedTask(office, plan, 'beside.example');
	await claimTask(office, taskId);
	const { ninja } = lateNinja(company());
	const input = {
		paymentId: paid.id,
		amount: 3,
		date: '2026-11-30',
		invoices: [],
		gatewayRefund: false,
		sendEmail: false,
	};
	await stepOf(office, taskId, paymentRefund(ninja), input).catch(unlessDefinite);
	await scene.refund(paid.id, invoice.id, 2);
	await letTimePass(office);
	await expect(stepOf(office, taskId, paymentRefund(company()), input)).rejects.toThrow(
		/somebody else gave money back/,
	);
	expect(await scene.get('payments', paid.id)).toMatchObject({ refunded: 2 });
});

test.each([
	['send_again', 2, 'accepted'],
	['do_not_send_again', 1, 'uncertain'],
] as const)('an e-mail whose answer was lost: %s', async (ifInterrupted, mails, emailed) => {
	const invoice = await scene.invoice(client, lines);
	scene.standin.state().mails.length = 0;
	const taskId = await seedTask(office, plan, `mail-${mails}.example`);
	await claimTask(office, taskId);
	scene.standin.addFault({ path: 'POST /api/v1/emails', kind: 'drop_after' });
	const run = async () =>
		await stepOf(office, taskId, emailSending(company(), 'invoice', ifInterrupted), {
			id: invoice.id,
			template: 'email_template_invoice',
		});
	await run().catch(unlessDefinite);
	await letTimePass(office);
	expect(await run()).toMatchObject({ emailed });
	expect(await scene.mails()).toHaveLength(mails);
});
