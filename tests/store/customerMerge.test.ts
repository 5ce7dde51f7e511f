import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
	createCustomer,
	findCustomer,
	findCustomerByCode,
	findCustomerOfClient,
	findCustomerOfProvider,
	findCustomersByEmail,
	listCustomers,
	saveCustomer,
	updateCustomer,
	type Customer,
} from '../../core/customers';
import { mergeCustomers } from '../../core/customerMerge';
import type { Transaction } from '../../core/db';
import { creditOf, giveCredit, listCredits } from '../../core/credits';
import { saveFindings } from '../../core/foundSettings';
import { openStep, secretsOfStep, listSteps, type SideEffect, type TaskOffice } from '../../core/tasks';
import { merge, rowsOf } from '../support/customerMergeScene';
import { everyTable, seedEverything } from '../support/everyTable';
import { mortalStore } from '../support/mortalStore';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;
beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
});
afterAll(async () => await database.drop());

const codeOf = (name: string) => `${name}-${randomUUID().slice(0, 8)}`;
const asStaff = async <T>(work: (transaction: Transaction) => Promise<T>) => await office.store.asStaff(work);

/** Two customers of one company. */
async function two(from: object = {}, into: object = {}): Promise<{ from: Customer; into: Customer }> {
	const make = async (name: string, more: object) => {
		const customerCode = codeOf(name);
		return await createCustomer(office, { customerCode, name, email: `${customerCode}@x.example`, ...more });
	};
	return { from: await make('from', from), into: await make('into', into) };
}

/** Two with a row in every table each. */
async function seeded(): Promise<{ from: string; into: string; fromId: string; intoId: string }> {
	const [from, into] = [codeOf('from'), codeOf('into')];
	const fromId = await seedEverything(database, from);
	return { from, into, fromId, intoId: await seedEverything(database, into) };
}

test('no table has a row of the one who was merged, but the audit log, which stays as it was written', async () => {
	const { from, into, fromId, intoId } = await seeded();
	const before = await rowsOf(database, intoId);
	const shown = await mergeCustomers(office, { customerCode: from, intoCode: into }, { only: 'show' });
	expect(await rowsOf(database, fromId)).toEqual(before);
	expect(shown).toMatchObject({ customerCode: from, into, changed: false, customer: { customerCode: into } });
	const { rows: untouched } = await database.owner.query(
		`select 1 from msp.customer where customer_code = $1 and merged_into is null`,
		[from],
	);
	expect(untouched).toHaveLength(1);

	const merged = await merge(office, from, into);
	expect(merged).toEqual({ ...shown, changed: true, customer: merged.customer });
	expect(await rowsOf(database, fromId)).toEqual({ audit_log: (before.audit_log ?? 0) + 1 });
	// Of these a customer has one.
	const once = ['billing_policy', 'found_setting', 'audit_log'];
	const expected = Object.fromEntries(
		Object.entries(before).map(([table, count]) => [table, once.includes(table) ? count : count * 2]),
	);
	expect(await rowsOf(database, intoId)).toEqual({ ...expected, audit_log: (before.audit_log ?? 0) + 1 });
	expect(merged.clashes).toEqual([
		'Both have a credit with the reference x: both stay.',
		'The open payment request in EUR is superseded: its link shows what is open of both.',
		'Both have a billing policy of their own: that of the customer who stays holds.',
		'Something was found of both for invoice_ninja, reminders: that of the customer who stays holds until the next check.',
	]);
	const moved = Object.keys(before).filter((table) => !once.includes(table));
	expect(Object.keys(merged.moved).sort()).toEqual(moved.sort());
	expect(Object.values(merged.moved).every((count) => count === 1)).toBe(true);
	const { rows: audit } = await database.owner.query(
		`select customer_id, detail ->> 'from' as from, detail ->> 'into' as into from msp.audit_log
		where action = 'customer.merge' and customer_id = any($1) order by customer_id = $2`,
		[[fromId, intoId], intoId],
	);
	expect(audit).toEqual([
		{ customer_id: fromId, from, into },
		{ customer_id: intoId, from, into },
	]);
});

test('the keys that carry the customer can be deferred, and each table of customers refuses rows of one who was merged', async () => {
	const { rows: fixed } = await database.owner.query<{ name: string }>(
		`select c.conname as name from pg_constraint c where c.contype = 'f' and c.connamespace = 'msp'::regnamespace
			and not (c.condeferrable and not c.condeferred) and exists (select from pg_attribute a
				where a.attrelid = c.conrelid and a.attnum = any(c.conkey) and a.attname = 'customer_id')`,
	);
	expect(fixed.map(({ name }) => name)).toEqual(['audit_log_customer_id_fkey']);
	const { rows: open } = await database.owner.query<{ name: string }>(
		`select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'customer_id'
		where c.relnamespace = 'msp'::regnamespace and c.relkind = 'r' and (exists (select from pg_constraint k
			where k.conrelid = c.oid and k.contype = 'f' and k.confrelid = 'msp.customer'::regclass))
			and (select count(*) from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal
				and t.tgname in ('of_merged_customer', 'to_merged_customer')) < 2`,
	);
	expect(open.map(({ name }) => name)).toEqual(['audit_log']);
	// What has no key to the customer has one to a row that was moved.
	const owned = (await everyTable(database)).filter(({ ownerColumn }) => ownerColumn === 'customer_id');
	expect(owned.length).toBeGreaterThan(20);
});

test('a repeat changes nothing, and what cannot be merged is refused by its field', async () => {
	const { from, into } = await two();
	const third = (await two()).from;
	const other = await two({}, {});
	await database.owner.query(`insert into msp.company (company_code, name) values ('other', 'Other')`);
	await updateCustomer(office, other.into.customerCode, { companyCode: 'other' });
	const refused = async (a: string, b: string) => await merge(office, a, b).catch((error: unknown) => error);
	const codes = [from, into, third].map(({ customerCode }) => customerCode) as [string, string, string];
	const [f, i, t] = codes;
	expect(await merge(office, f, i)).toMatchObject({ changed: true, moved: {} });
	expect(await merge(office, f, i)).toMatchObject({ changed: false, moved: {}, customer: { customerCode: i } });
	const conflict = { name: 'InputError', fault: 'conflict' };
	expect(await refused(f, f)).toMatchObject({ field: 'into', complaint: 'is the same customer' });
	expect(await refused('nobody-here', i)).toMatchObject({ field: 'customer', fault: 'not_found' });
	expect(await refused(i, 'nobody-here')).toMatchObject({ field: 'into', fault: 'not_found' });
	expect(await refused(i, f)).toMatchObject({ ...conflict, field: 'into', remedy: 'They are one customer already.' });
	expect(await refused(t, f)).toMatchObject({ ...conflict, field: 'into', remedy: `Merge into ${i} instead.` });
	expect(await refused(f, t)).toMatchObject({ ...conflict, field: 'customer', remedy: `Merge ${i} instead.` });
	expect(await refused(other.from.customerCode, other.into.customerCode)).toMatchObject({ ...conflict, field: 'into' });
	// A chain is one step: who was merged into one that is merged leads to the end.
	expect(await merge(office, i, t)).toMatchObject({ changed: true });
	expect(await asStaff(async (transaction) => await findCustomerByCode(transaction, f))).toMatchObject({
		customerCode: t,
	});
	const { rows } = await database.owner.query(
		`select m.customer_code from msp.customer c join msp.customer m on m.id = c.merged_into where c.customer_code = any($1)`,
		[[f, i]],
	);
	expect(rows).toEqual([{ customer_code: t }, { customer_code: t }]);
});

test('the database lets nobody be merged into one who is merged', async () => {
	const { from, into } = await two();
	const third = (await two()).from;
	await merge(office, from.customerCode, into.customerCode);
	const put = async (one: Customer, other: Customer) =>
		await asStaff(async (transaction) => {
			await transaction.run('update msp.customer set merged_into = $2 where id = $1', [
				one.customerId,
				other.customerId,
			]);
		}).catch((error: unknown) => error);
	const words = { vendorMessage: expect.stringContaining('merged into one who is merged') };
	expect(await put(third, from)).toMatchObject(words);
	expect(await put(into, third)).toMatchObject(words);
	expect(await put(third, third)).toMatchObject({ vendorMessage: expect.stringContaining('merged into itself') });
});

test('of two at once, each into the other, one is made and the other is refused', async () => {
	for (let round = 0; round < 3; round++) {
		const { from, into } = await two();
		const both = await Promise.allSettled([
			merge(office, from.customerCode, into.customerCode),
			merge(office, into.customerCode, from.customerCode),
		]);
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		const refused = both.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
		expect(refused.reason).toMatchObject({ name: 'InputError', field: 'into', fault: 'conflict' });
	}
});

test('the same merge twice at once is made once', async () => {
	const { from, into } = await seeded();
	const both = await Promise.all([merge(office, from, into), merge(office, from, into)]);
	expect(both.map(({ changed }) => changed).sort()).toEqual([false, true]);
	const { rows } = await database.owner.query(
		`select 1 from msp.audit_log a join msp.customer c on c.id = a.customer_id
		where a.action = 'customer.merge' and c.customer_code = $1`,
		[from],
	);
	expect(rows).toHaveLength(1);
});

test('every look-up leads from the one who was merged to the one who stays, and lists leave it out', async () => {
	const { from, into } = await two(
		{ stripeCustomerId: codeOf('cus'), paypalPayerId: codeOf('PAYER'), invoiceNinjaClientId: codeOf('client') },
		{ stripeCustomerId: codeOf('cus'), vatNumber: 'BE0123456749' },
	);
	const merged = await merge(office, from.customerCode, into.customerCode);
	expect(merged.inherited).toEqual(['paypalPayerId', 'invoiceNinjaClientId']);
	expect(merged.clashes).toEqual([expect.stringContaining('Both are a customer of Stripe')]);
	expect(merged.customer).toMatchObject({
		...{ stripeCustomerId: into.stripeCustomerId, paypalPayerId: from.paypalPayerId },
		...{ invoiceNinjaClientId: from.invoiceNinjaClientId, email: into.email },
	});
	const looks: Array<(transaction: Transaction) => Promise<unknown>> = [
		async (transaction) => await findCustomer(transaction, from.customerId),
		async (transaction) => await findCustomerByCode(transaction, from.customerCode),
		async (transaction) => await findCustomerOfProvider(transaction, 'stripe', from.stripeCustomerId ?? ''),
		async (transaction) => await findCustomerOfProvider(transaction, 'stripe', into.stripeCustomerId ?? ''),
		async (transaction) => await findCustomerOfProvider(transaction, 'paypal', from.paypalPayerId ?? ''),
		async (transaction) => await findCustomerOfClient(transaction, 'main', from.invoiceNinjaClientId ?? ''),
		async (transaction) => (await findCustomersByEmail(transaction, from.email?.toUpperCase() ?? ''))[0],
	];
	for (const look of looks) expect(await asStaff(look)).toEqual(merged.customer);
	const listed = await asStaff(
		async (transaction) => await listCustomers(transaction, { search: from.customerCode, limit: null }),
	);
	expect(listed).toEqual([]);
	// An ID of the merged row may be taken over: the two change places.
	const swapped = await updateCustomer(office, into.customerCode, { stripeCustomerId: from.stripeCustomerId });
	expect(swapped.stripeCustomerId).toBe(from.stripeCustomerId);
	expect(
		await asStaff(
			async (transaction) => await findCustomerOfProvider(transaction, 'stripe', into.stripeCustomerId ?? ''),
		),
	).toMatchObject({ customerId: into.customerId });
});

test('the code of the one who was merged is nobody else’s, and what is written by it is of the one who stays', async () => {
	const { from, into } = await two();
	await merge(office, from.customerCode, into.customerCode);
	const given = { customerCode: from.customerCode, name: 'New', email: 'new@x.example' };
	const refused = {
		...{ field: 'customerCode', fault: 'conflict' },
		complaint: expect.stringContaining(`was merged into '${into.customerCode}'`),
	};
	await expect(createCustomer(office, given)).rejects.toMatchObject(refused);
	await expect(saveCustomer(office, given)).rejects.toMatchObject(refused);
	expect(await updateCustomer(office, from.customerCode, { name: 'Renamed' })).toMatchObject({
		customerCode: into.customerCode,
		name: 'Renamed',
	});
	const credit = { amount: '5', currency: 'EUR', reason: 'x', reference: 'late' };
	await giveCredit(office, { customerCode: from.customerCode, ...credit });
	const ledger = await asStaff(
		async (transaction) => await listCredits(transaction, { customerCode: from.customerCode, limit: null }),
	);
	expect(ledger).toMatchObject([{ customerId: into.customerId, amountMinor: 500 }]);
	const { rows } = await database.owner.query('select name from msp.customer where id = $1', [from.customerId]);
	expect(rows).toEqual([{ name: 'from' }]);
});

test('those who were merged follow into another company, and are no clients there', async () => {
	const { from, into } = await two(
		{ invoiceNinjaClientId: codeOf('client') },
		{ invoiceNinjaClientId: codeOf('client') },
	);
	await merge(office, from.customerCode, into.customerCode);
	const companyCode = codeOf('company');
	await database.owner.query('insert into msp.company (company_code, name) values ($1, $1)', [companyCode]);
	await updateCustomer(office, into.customerCode, { companyCode });
	const ofClient = async (company: string) =>
		await asStaff(
			async (transaction) => await findCustomerOfClient(transaction, company, from.invoiceNinjaClientId ?? ''),
		);
	expect([await ofClient('main'), await ofClient(companyCode)]).toEqual([undefined, undefined]);
	expect(await asStaff(async (transaction) => await findCustomerByCode(transaction, from.customerCode))).toMatchObject({
		customerId: into.customerId,
		companyCode,
	});
});

test('what another system does for either of two clients who are one customer here is on', async () => {
	const { from, into } = await two({ invoiceNinjaClientId: codeOf('client') });
	const finding = { customerCode: into.customerCode, kind: 'reminders', settings: {} } as const;
	await merge(office, from.customerCode, into.customerCode);
	await asStaff(async (transaction) => {
		await saveFindings(transaction, { companyCode: 'main', system: 'invoice_ninja' }, [
			{ ...finding, isOn: false },
			{ ...finding, isOn: true },
			{ ...finding, isOn: false },
		]);
	});
	const { rows } = await database.owner.query('select is_on as on from msp.found_setting where customer_id = $1', [
		into.customerId,
	]);
	expect(rows).toEqual([{ on: true }]);
});

test('credit adds up in each currency', async () => {
	const { from, into } = await two();
	for (const [{ customerCode }, amount, currency] of [
		[from, '5', 'EUR'],
		[into, '7.50', 'EUR'],
		[from, '3', 'USD'],
	] as const) {
		await giveCredit(office, { customerCode, amount, currency, reason: 'x', reference: 'welcome' }).catch(async () => {
			await giveCredit(office, { customerCode, amount, currency, reason: 'x', reference: `welcome ${currency}` });
		});
	}
	await merge(office, from.customerCode, into.customerCode);
	const has = async (currency: string) =>
		await asStaff(async (transaction) => await creditOf(transaction, { customerId: into.customerId, currency }));
	expect([await has('EUR'), await has('USD')]).toEqual([1250, 300]);
});

/** A step with a secret, whose change is made when the test lets it. */
const secretEffect = (between: () => Promise<unknown>): SideEffect<object, object, object> => ({
	name: 'secret.keep',
	intent: z.object({}),
	result: z.object({}),
	plan: async () => await Promise.resolve({ intent: {}, secrets: { password: 'canary-1' } }),
	apply: async () => {
		await between();
		return {};
	},
	readBack: async () => await Promise.resolve({ state: 'absent' }),
});

async function taskOf(customerId: string): Promise<string> {
	const { rows } = await database.owner.query<{ id: string }>(
		`insert into msp.task (customer_id, subject_type, subject_id, kind, task_key, correlation_id, status)
		values ($1, 'customer', $1, 'dunning_notice', gen_random_uuid()::text, 'c', 'running') returning id`,
		[customerId],
	);
	return z.object({ id: z.uuid() }).parse(rows[0]).id;
}

test('a task at work keeps the merge away, and what its steps keep sealed opens afterwards', async () => {
	const { from, into } = await two();
	const taskId = await taskOf(from.customerId);
	const step = openStep(
		office,
		{ taskId, stepName: 'keep' },
		secretEffect(async () => await Promise.resolve()),
	);
	await step.begin(async () => await Promise.resolve({ intent: {}, secrets: { password: 'canary-1' } }));
	await expect(merge(office, from.customerCode, into.customerCode)).rejects.toMatchObject({
		...{ name: 'InputError', field: 'customer', fault: 'conflict' },
		complaint: expect.stringContaining(taskId),
	});
	expect(await rowsOf(database, from.customerId)).toMatchObject({ task: 1, task_step: 1 });
	await step.succeed({});
	// Its run dies, and nobody holds it any more.
	await database.owner.query('update msp.task set lease_until = null where id = $1', [taskId]);
	await merge(office, from.customerCode, into.customerCode);
	const [kept] = await asStaff(async (transaction) => await listSteps(transaction, taskId));
	const { customerId } = into;
	expect(kept && secretsOfStep(office.vault, { taskId, customerId }, kept)).toEqual({ password: 'canary-1' });
	const { rows } = await database.owner.query('select customer_id, subject_id from msp.task where id = $1', [taskId]);
	expect(rows).toEqual([{ customer_id: customerId, subject_id: customerId }]);
});

test('whoever read the customer before the merge, and writes for it afterwards, begins again and finds the one who stays', async () => {
	const { from, into } = await two();
	let tries = 0;
	await asStaff(async (transaction) => {
		tries += 1;
		const found = await findCustomerByCode(transaction, from.customerCode);
		if (tries === 1) await merge(office, from.customerCode, into.customerCode);
		await transaction.run(
			`insert into msp.customer_credit (customer_id, currency, amount_minor, reason, reference, actor)
			values ($1, 'EUR', 100, 'x', 'race', 'a test')`,
			[found?.customerId],
		);
	});
	expect(tries).toBe(2);
	expect(await rowsOf(database, from.customerId)).toEqual({ audit_log: 2 });
	expect(await rowsOf(database, into.customerId)).toMatchObject({ customer_credit: 1 });
	// Also by a change, and for good by whoever never asks again.
	const stale = asStaff(async (transaction) => {
		await transaction.run('update msp.customer_credit set customer_id = $1 where customer_id = $2', [
			from.customerId,
			into.customerId,
		]);
	});
	await expect(stale).rejects.toMatchObject({ name: 'ExternalError', errorClass: 'busy' });
});

test('a row that is being written while the customer is merged is moved, or written for the one who stays', async () => {
	const { from, into } = await two();
	let merging: Promise<unknown> | undefined;
	await asStaff(async (transaction) => {
		await transaction.run(
			`insert into msp.customer_credit (customer_id, currency, amount_minor, reason, reference, actor)
			values ($1, 'EUR', 100, 'x', 'in flight', 'a test')`,
			[from.customerId],
		);
		merging = merge(office, from.customerCode, into.customerCode);
		await new Promise((resolve) => setTimeout(resolve, 200));
	});
	await merging;
	expect(await rowsOf(database, from.customerId)).toEqual({ audit_log: 2 });
	expect(await rowsOf(database, into.customerId)).toMatchObject({ customer_credit: 1 });
});

test('a process that dies anywhere has merged nothing, and the next one merges all of it', async () => {
	const { from, into, fromId } = await seeded();
	const before = await rowsOf(database, fromId);
	let deaths = 0;
	for (let dieAt = 2; ; dieAt += 3) {
		const { store, died } = mortalStore(() => database.pool(), dieAt, false);
		await merge({ ...office, store }, from, into).catch(() => undefined);
		if (!died()) break;
		deaths += 1;
		expect(await rowsOf(database, fromId)).toEqual(before);
	}
	expect(deaths).toBeGreaterThan(10);
	expect(Object.keys(await rowsOf(database, fromId))).toEqual(['audit_log']);
});
