import { undoImport } from '../../core/imports';
import { customer, importTabs, invoice, type InvoiceRow } from '../support/importScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
beforeAll(async () => {
	database = await createTestDatabase();
});
afterAll(async () => await database.drop());

type Row = Readonly<Record<string, unknown>>;
const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query<Row>(sql, values)).rows;
/** Numbers with the codes of their customers. */
const owners = async (like: string) =>
	(
		await rows(
			`select i.number, c.customer_code as code from msp.invoice i join msp.customer c on c.id = i.customer_id
			where i.number like $1 order by 1`,
			[like],
		)
	).map(({ number, code }) => [number, code]);
const problems = async (batchId: string) =>
	(
		await rows(
			`select kind, row_number as row, p ->> 'code' as code, p ->> 'field' as field, p -> 'details' ->> 'customer' as customer
			from msp.import_row, jsonb_array_elements(problems) p where batch_id = $1 and outcome = 'rejected' order by position`,
			[batchId],
		)
	).map((row) => Object.values(row));

test('customers of one name with codes and addresses of their own stay two', async () => {
	const jan = { customerName: 'Jan Jansen' };
	const one = { ...jan, customerCode: 'k1', customerEmail: 'jan@one.example' };
	const two = { ...jan, customerCode: 'k2', customerEmail: 'jan@two.example' };
	const tabs = { invoices: [invoice({ number: 'N-1', ...one }), invoice({ number: 'N-2', ...two })] };
	await importTabs(database.store, tabs);
	expect(await owners('N-%')).toEqual([
		['N-1', 'k1'],
		['N-2', 'k2'],
	]);
	expect((await importTabs(database.store, tabs)).counts.invoices).toMatchObject({ unchanged: 2, rejected: 0 });
	// A tab with a third one overwrites neither.
	const three = customer({ ...jan, customerCode: 'k3', customerEmail: 'jan@three.example' });
	const third = await importTabs(database.store, { customers: [three] });
	expect(third.counts.customers).toMatchObject({ created: 1, updated: 0 });
	expect(await rows(`select customer_code, email from msp.customer where name = 'Jan Jansen' order by 1`)).toEqual([
		{ customer_code: 'k1', email: 'jan@one.example' },
		{ customer_code: 'k2', email: 'jan@two.example' },
		{ customer_code: 'k3', email: 'jan@three.example' },
	]);
});

const vatNumber = 'BE0403019261';
test.each([
	['a VAT number', { customerName: 'Shop Antwerp', vatNumber }, { customerName: 'Shop Ghent', vatNumber }],
	[
		'an address',
		{ customerName: null, customerEmail: 'a@b.example' },
		{ customerName: null, customerEmail: 'A@b.example' },
	],
	['a name', { customerName: 'One Name' }, { customerName: 'ONE NAME' }],
])('%s under a new code is a look-alike', async (_, first, second) => {
	const code = `code-${_.slice(-4).trim()}`;
	const number = `C-${code}`;
	const known = { ...first, customerCode: code };
	const other = { ...second, customerCode: `${code}-2` };
	await importTabs(database.store, { customers: [customer(known)] });
	const tabs = { customers: [customer(other)], invoices: [invoice({ number, ...other })] };
	const asked = await importTabs(database.store, tabs);
	expect(await problems(asked.batchId)).toEqual([
		['invoices', 2, 'customer_looks_like', 'customerCode', code],
		['customers', 2, 'customer_looks_like', 'customerCode', code],
	]);
	const same = { invoices: [invoice({ number: `${number}-same`, ...other })] };
	await importTabs(database.store, same, { lookAlikes: 'same' });
	await importTabs(database.store, tabs, { lookAlikes: 'different' });
	// Now the code is known, and nothing is asked.
	expect((await importTabs(database.store, tabs)).counts).toMatchObject({
		...{ invoices: { unchanged: 1, rejected: 0 }, customers: { unchanged: 1, updated: 0, rejected: 0 } },
	});
	expect(await owners(`${number}%`)).toEqual([
		[number, `${code}-2`],
		[`${number}-same`, code],
	]);
});

test('the address of a bookkeeper does not make two customers one', async () => {
	const customerEmail = 'office@books.example';
	const butcher = invoice({ number: 'M-1', customerName: 'Slagerij Peeters', customerEmail });
	const garage = invoice({ number: 'M-2', customerName: 'Garage Willems', customerEmail });
	const coded = invoice({ number: 'M-3', customerCode: 'florist', customerName: 'Bloemen Maes', customerEmail });
	const tabs = { invoices: [butcher, garage, coded] };
	const asked = await importTabs(database.store, tabs);
	expect((await problems(asked.batchId)).map(([, row, code, field]) => [row, code, field])).toEqual([
		[2, 'customer_looks_like', 'customerEmail'],
		[3, 'customer_looks_like', 'customerEmail'],
	]);
	await importTabs(database.store, tabs, { lookAlikes: 'different' });
	expect(await owners('M-%')).toEqual([
		['M-1', 'slagerij-peeters'],
		['M-2', 'garage-willems'],
		['M-3', 'florist'],
	]);
	expect((await importTabs(database.store, tabs)).counts.invoices).toMatchObject({ unchanged: 3, rejected: 0 });
});

test('a row with a code makes the customer of rows with the name alone, wherever it is', async () => {
	await importTabs(database.store, {
		invoices: [
			invoice({ number: 'O-1', customerName: 'Ordered' }),
			invoice({ number: 'O-2', customerCode: 'o-code', customerName: 'Ordered' }),
		],
	});
	expect(await owners('O-%')).toEqual([
		['O-1', 'o-code'],
		['O-2', 'o-code'],
	]);
});

test('an undo keeps a customer whom a later import changed, until that one is undone', async () => {
	const later = { customerCode: 'later' };
	const made = customer({ ...later, customerName: 'Later' });
	const first = await importTabs(database.store, { customers: [made] });
	const changed = customer({ ...later, customerEmail: 'a@later.example' });
	await importTabs(database.store, { customers: [changed] });
	expect(await undoImport(database.store, first.batchId)).toMatchObject({ customersRemoved: 0 });
	expect(await rows(`select email from msp.customer where customer_code = 'later'`)).toEqual([
		{ email: 'a@later.example' },
	]);

	const again = { customerCode: 'sooner', customerName: 'Sooner' };
	const one = await importTabs(database.store, { customers: [customer(again)] });
	const two = await importTabs(database.store, { customers: [customer({ ...again, language: 'nl' })] });
	await undoImport(database.store, two.batchId);
	expect(await undoImport(database.store, one.batchId)).toMatchObject({ customersRemoved: 1 });
});

test('two companies whose clerks import customers of one name at once both succeed', async () => {
	await database.owner.query(`insert into msp.company (company_code, name) values ('second', 'Second')`);
	const names = ['Twin aa', 'Twin bb', 'Twin cc', 'Twin dd'];
	const companies = ['main', 'second'];
	await Promise.all(
		names.flatMap((customerName, index) =>
			companies.map(
				async (companyCode) =>
					await importTabs(
						database.store,
						{ invoices: [invoice({ number: `W-${index}`, customerName })] },
						{ companyCode },
					),
			),
		),
	);
	const twins = await rows(`select company_code, name, customer_code from msp.customer where name like 'Twin %'`);
	expect(twins).toHaveLength(8);
});

test('a code that another company takes while an import runs is busy if the sheet gives it, else another one', async () => {
	/** Another clerk makes customers, and is done when the import waits for their codes. */
	const whileTaken = async (codes: readonly string[], names: ReadonlyArray<Partial<InvoiceRow>>) =>
		await database.store.asStaff(async (transaction) => {
			for (const code of codes) {
				await transaction.run(
					`insert into msp.customer (customer_code, name, company_code) values ($1, 'Taken', 'second')`,
					[code],
				);
			}
			const invoices = names.map((name, index) => invoice({ number: `X-${codes[0] ?? ''}-${index}`, ...name }));
			const running = importTabs(database.store, { invoices });
			running.catch(() => undefined);
			for (let waits = false; !waits;) {
				const [found] = await rows(
					`select exists (select from pg_stat_activity where wait_event = 'transactionid'
						and datname = current_database()) as waits`,
				);
				waits = found?.waits === true;
			}
			return { running };
		});
	const given = await whileTaken(['given'], [{ customerCode: 'given', customerName: 'Given' }]);
	await expect(given.running).rejects.toMatchObject({ transient: true });
	const names = [{ customerName: 'Ours & Theirs' }, { customerName: 'Ours Theirs' }];
	await (
		await whileTaken(['ours-theirs', 'ours-theirs-2'], names)
	).running;
	expect(await owners('X-%')).toEqual([
		['X-ours-theirs-0', 'ours-theirs-3'],
		['X-ours-theirs-1', 'ours-theirs-4'],
	]);
});
