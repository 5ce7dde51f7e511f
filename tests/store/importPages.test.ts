import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
	acceptPage,
	addressOf,
	importUpload,
	sealBatchTicket,
	sealDoor,
	showPage,
	type Accepted,
} from '../../core/importDesk';
import { listBatches } from '../../core/imports';
import { openVault } from '../../core/kernel/encryption';
import { languages, type Language } from '../../core/kernel/languages';
import { invoiceCsv } from '../support/invoiceCsv';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { xlsxFile } from '../support/xlsxFile';

const key = randomBytes(32);
const vault = openVault({ current: { version: 1, key } });
let database: TestDatabase;
let office: { readonly store: TestDatabase['store']; readonly vault: typeof vault };
beforeAll(async () => {
	database = await createTestDatabase();
	office = { store: database.store, vault };
});
afterAll(async () => await database.drop());

const doorUntil = (until: string | null) => sealDoor(vault, { name: 'office', companyCode: 'main', until });
const door = doorUntil(null);
const count = async (table: string) =>
	Number((await database.owner.query<{ n: string }>(`select count(*) as n from msp.${table}`)).rows[0]?.n);

interface Upload {
	readonly name?: string;
	readonly bytes?: Buffer | string;
	readonly language?: Language;
	readonly door?: string;
	readonly more?: object;
}
const upload = async ({
	name = 'a.csv',
	bytes = invoiceCsv({ number: 'A-1' }),
	language = 'en',
	more,
	...given
}: Upload) =>
	await acceptPage(office, {
		...{ door, ticket: '', ...given },
		body: { by: 'Ann', email: '', language, ...more },
		openFile: async () => ({ name, stream: Readable.from([Buffer.from(bytes)]) }),
	});

/** What an address leads to. */
const queryOf = (accepted: Accepted) => {
	if (!('location' in accepted))
		throw new Error(`It is a page: ${accepted.page.html.replace(/<style>.*<\/style>/s, '')}`);
	return Object.fromEntries(new URL(accepted.location, 'http://x.example').searchParams) as { ticket: string };
};
const pageOf = (accepted: Accepted) => {
	if ('location' in accepted) throw new Error(`It leads to ${accepted.location}.`);
	return accepted.page;
};
const see = async (ticket: string, more: { file?: string; language?: Language; door?: string } = {}) => {
	const shown = await showPage(office, { ...{ door, language: 'en', file: '' }, ticket, ...more });
	if (!('page' in shown)) throw new Error('It is a file.');
	return shown.page;
};
const post = async (ticket: string, body: object) => await acceptPage(office, { door, ticket, body });
/** Uploads a file and gives its ticket. */
const uploaded = async (given: Upload) => queryOf(await upload(given)).ticket;
/** The newest batch. */
const newestBatch = async () => {
	const [batch] = await database.store.asStaff(async (transaction) => await listBatches(transaction, { limit: 1 }));
	if (!batch) throw new Error('There is no batch.');
	return batch;
};

/** What is wrong with the HTML of a page: tags that are not closed, controls without a name for a reader, and such. */
function faultsOf(html: string): string[] {
	const faults: string[] = [];
	const open: string[] = [];
	const alone = new Set(['meta', 'link', 'input', 'br', 'img', 'hr', '!doctype']);
	for (const [, slash, name = ''] of html
		.replace(/<style>.*?<\/style>/gs, '')
		.matchAll(/<(\/?)([a-z0-9!]+)(?:\s[^<>]*)?>/gi)) {
		if (alone.has(name.toLowerCase())) continue;
		if (slash === '') open.push(name);
		else if (open.pop() !== name) faults.push(`</${name}> closes nothing`);
	}
	for (const name of open) faults.push(`<${name}> is not closed`);
	for (const [control] of html.matchAll(/<(?:input|select)\b[^>]*>/g)) {
		if (/type="hidden"/.test(control) || /aria-label="[^"]+"/.test(control)) continue;
		const before = html.slice(0, html.indexOf(control));
		if (before.lastIndexOf('<label') <= before.lastIndexOf('</label>')) faults.push(`${control} has no label`);
	}
	if (!/^<!doctype html>/i.test(html)) faults.push('no doctype');
	if ((html.match(/<h1/g) ?? []).length !== 1) faults.push('not one heading');
	if (!/<title>[^<]+<\/title>/.test(html)) faults.push('no title');
	if (/undefined|\[object|NaN|\{\w+\}/.test(html.replace(/<style>.*?<\/style>/gs, '')))
		faults.push('a value is missing');
	if (/<script|\son\w+=|https?:\/\//i.test(html)) faults.push('it loads or runs something');
	return faults;
}

test.each([
	['none', ''],
	[
		'one of another back office',
		sealDoor(openVault({ current: { version: 1, key: randomBytes(32) } }), {
			name: 'x',
			companyCode: 'main',
			until: null,
		}),
	],
	['one that has expired', doorUntil('2020-01-01T00:00:00.000Z')],
	[
		'the ticket of an import',
		sealBatchTicket(vault, { batchId: '5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10', language: 'en' }),
	],
])('an upload without the right door is refused and not kept: %s', async (_, wrong) => {
	const before = await count('import_batch');
	expect(pageOf(await upload({ door: wrong, language: 'nl' }))).toMatchObject({ statusCode: 403 });
	const shown = await showPage(office, { door: wrong, ticket: '', language: 'fr', file: 'template' });
	expect(shown).toMatchObject({ page: { statusCode: 403 } });
	expect(await count('import_batch')).toBe(before);
});

test('a ticket that was changed, or of another key, opens nothing', async () => {
	const ticket = await uploaded({});
	for (const wrong of [`${ticket.slice(0, -3)}AAA`, 'x', door]) {
		expect(await see(wrong)).toMatchObject({ statusCode: 403 });
		expect(pageOf(await post(wrong, { action: 'import' }))).toMatchObject({ statusCode: 403 });
	}
});

test('what is posted twice is confirmed once, also at the same time', async () => {
	const ticket = await uploaded({ bytes: invoiceCsv({ number: 'B-1' }) });
	const answers = await Promise.all(Array.from({ length: 4 }, async () => await post(ticket, { action: 'import' })));
	const late = await post(ticket, { action: 'import' });
	expect([...answers, late].filter((one) => 'confirmed' in one && one.confirmed)).toHaveLength(1);
});

test('to look changes nothing, however often', async () => {
	const ticket = await uploaded({ bytes: invoiceCsv({ number: 'C-1' }) });
	const before = await database.dump();
	await see(ticket);
	await see(ticket);
	await see('');
	await see('', { language: 'nl' });
	expect(await database.dump()).toBe(before);
});

test('what is dropped is gone, with its file', async () => {
	const [batches, files] = [await count('import_batch'), await count('import_file')];
	const ticket = await uploaded({ bytes: invoiceCsv({ number: 'D-1' }) });
	expect(pageOf(await post(ticket, { action: 'drop' })).statusCode).toBe(200);
	expect([await count('import_batch'), await count('import_file')]).toEqual([batches, files]);
	expect(await see(ticket)).toMatchObject({ statusCode: 403 });
	expect(pageOf(await post(ticket, { action: 'import' }))).toMatchObject({ statusCode: 403 });
});

const unclear = (number: string) =>
	`Invoice number,Party,Customer name,Invoice date,Total\n${number},Extra,Gert,03/04/2026,1.234\n`;
const answers = { 'dateOrder.0': 'dmy', 'decimalSign.0': ',', 'currency.0': 'eur', 'field.0.1': 'orderReference' };

test('corrections are shown before they are imported, applied, and remembered for the next file like it', async () => {
	const first = await uploaded({ bytes: unclear('E-1') });
	expect((await see(first)).html).toContain('03/04/2026');
	// Posted together with the word to import: nobody has seen what comes of them.
	const shown = await post(first, { action: 'import', ...answers });
	expect('confirmed' in shown && shown.confirmed).toBeFalsy();
	const { ticket } = queryOf(shown);
	const page = (await see(ticket)).html;
	expect(page).toMatch(/<option value="dmy" selected>/);
	expect(page).toMatch(/<option value="orderReference" selected>/);
	const confirmed = await post(ticket, { action: 'import', ...answers });
	expect(confirmed).toMatchObject({ confirmed: { batchId: expect.any(String) as unknown } });
	const { batchId } = await newestBatch();
	expect(await importUpload(database.store, batchId)).toMatchObject({
		status: 'imported',
		counts: { invoices: { created: 1 } },
	});
	const { rows } = await database.owner.query(
		`select total_minor::int as total, currency, order_reference as reference, (issued_at at time zone 'UTC')::date::text as day
		from msp.invoice where number = 'E-1'`,
	);
	expect(rows).toEqual([{ total: 123_400, currency: 'EUR', reference: 'Extra', day: '2026-04-03' }]);

	const next = await see(await uploaded({ bytes: unclear('E-2') }));
	expect(next.html).toMatch(/<option value="orderReference" selected>/);
	expect(next.html).not.toMatch(/which comes first/i);
});

test('a tab of another kind is read as what a person says', async () => {
	const ticket = await uploaded({ bytes: invoiceCsv({ number: 'F-1' }) });
	const again = queryOf(await post(ticket, { action: 'look', 'role.0': 'other' })).ticket;
	const { html } = await see(again);
	expect(html).toMatch(/<option value="other" selected>/);
	expect(html).not.toContain('name="field.0.0"');
	const back = queryOf(await post(again, { action: 'look', 'role.0': 'invoices' })).ticket;
	expect((await see(back)).html).toContain('name="field.0.0"');
});

test('a value that the page does not offer is passed over', async () => {
	const ticket = await uploaded({ bytes: invoiceCsv({ number: 'G-1' }) });
	const odd = {
		...{
			'role.0': 'admin',
			'dateOrder.0': 'xyz',
			'decimalSign.0': ';',
			'currency.0': 'euros',
			'field.0.0': 'password',
		},
		...{ __proto__: { polluted: true }, 'field.9.9': 'number', unknownCustomers: 'drop table', action: 'sudo' },
	};
	const { html } = await see(queryOf(await post(ticket, odd)).ticket);
	expect(html).toMatch(/<option value="invoices" selected>/);
	expect(faultsOf(html)).toEqual([]);
	for (const body of [null, 'text', 7, [], { action: ['import', 'drop'] }]) {
		expect(await acceptPage(office, { door, ticket, body })).toHaveProperty('location');
	}
});

describe.each(languages)('in %s', (language) => {
	const broken: ReadonlyArray<readonly [string, string, Buffer | string]> = [
		['an empty file', 'a.xlsx', ''],
		['no workbook', 'a.xlsx', 'PK\u0003\u0004 nothing'],
		['a picture', 'a.xlsx', Buffer.from('89504e470d0a1a0a0000000d', 'hex')],
	];
	test.each(broken)('%s is told, and nothing of it is kept', async (_, name, bytes) => {
		const before = [await count('import_batch'), await count('import_file')];
		const { statusCode, html } = pageOf(await upload({ name, bytes, language }));
		expect(statusCode).toBe(400);
		expect(html).toContain(`<html lang="${language}">`);
		expect(faultsOf(html)).toEqual([]);
		expect([await count('import_batch'), await count('import_file')]).toEqual(before);
	});

	test('every page is valid, says all of its values, and holds no secret', async () => {
		const number = `P-${language}`;
		const bytes = invoiceCsv({ number }, { number: `${number}-2`, total: 'x' }, { number, date: '2026-99-99' });
		const pages = [await see('', { language }), await see('nothing', { language })];
		const ticket = await uploaded({ bytes, language });
		pages.push(await see(ticket));
		const batch = await newestBatch();
		await post(ticket, { action: 'import' });
		pages.push(await see(ticket));
		await database.owner.query(`update msp.import_batch set claimed_until = now() - interval '1 hour' where id = $1`, [
			batch.batchId,
		]);
		pages.push(await see(ticket));
		await importUpload(database.store, batch.batchId);
		pages.push(await see(ticket));
		const refused = await uploaded({ bytes: bytes.replaceAll(number, `${number}X`), language });
		queryOf(await post(refused, { action: 'look', onProblem: 'import_nothing' }));
		await post(refused, { action: 'import', onProblem: 'import_nothing' });
		await importUpload(database.store, (await newestBatch()).batchId);
		pages.push(await see(refused));
		pages.push(pageOf(await acceptPage(office, { door, ticket: '', body: { language } })));
		pages.push(pageOf(await upload({ language, more: { email: 'no address' } })));
		pages.push(
			pageOf(await post(await uploaded({ language, bytes: invoiceCsv({ number: 'Q' }) }), { action: 'drop' })),
		);

		expect(pages.map(({ html }) => faultsOf(html))).toEqual(pages.map(() => []));
		for (const { html } of pages) {
			expect(html).toContain(`<html lang="${language}">`);
			for (const secret of [key.toString('base64'), key.toString('hex'), batch.contentHash])
				expect(html).not.toContain(secret);
		}
		expect(new Set(pages.map(({ html }) => /<h1>([^<]*)/.exec(html)?.[1])).size).toBeGreaterThan(4);
	});
});

test('names, cells and headers of a file are text, whatever is in them', async () => {
	const evil = `"><img src=x onerror=alert(1)>`;
	const xml = evil.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
	const cell = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
	const headers = ['Invoice number', 'Customer name', 'Invoice date', 'Total', 'Currency', xml];
	const row = ['H-1', xml, '2026-03-14', xml, 'EUR', xml];
	const rowOf = (number: number, texts: readonly string[]) =>
		`<row r="${number}">${texts.map((text, column) => cell(`${'ABCDEF'[column] ?? ''}${number}`, text)).join('')}</row>`;
	const good = ['H-2', xml, '2026-03-14', '12.10', 'EUR', xml];
	const bytes = xlsxFile({
		sheets: [{ name: '&lt;b&gt;&quot;', rows: rowOf(1, headers) + rowOf(2, row) + rowOf(3, good) }],
	});
	const ticket = await uploaded({ name: `${evil}.xlsx`, bytes, more: { by: evil } });
	const look = await see(ticket);
	await post(ticket, { action: 'import' });
	const progress = await see(ticket);
	await importUpload(database.store, (await newestBatch()).batchId);
	const result = await see(ticket);
	for (const { html } of [look, progress, result]) {
		expect(html).not.toContain('<img');
		expect(html).not.toContain('<b>"');
		expect(html.replace(/<style>.*?<\/style>/gs, '').replace(/"[^"]*"/g, '""')).not.toMatch(/<[^>]*\sonerror=/);
	}
	expect(look.html).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;');
	expect(result.html).toContain('&quot;&gt;&lt;img');
});

test('an address of a page is http or https', () => {
	expect(() => addressOf('javascript:alert(1)', { door })).toThrow(/http/);
});
