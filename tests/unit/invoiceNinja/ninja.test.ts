import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openNinja, type Ninja } from '../../../core/invoiceNinja';
import { outsideFailureOf } from '../../support/failure';

interface Answer {
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body: unknown;
}

let server: Server | undefined;
let asked: string[] = [];
afterEach(() => {
	server?.closeAllConnections();
	server?.close();
	asked = [];
});

/** A server that answers by a function, and the company that is asked there. */
async function serving(answer: (url: URL, method: string) => Answer): Promise<Ninja> {
	server = createServer((request, response) => {
		request.resume().on('end', () => {
			const url = new URL(request.url ?? '/', 'http://ninja');
			asked.push(`${request.method ?? ''} ${url.pathname}${url.search}`);
			const { status = 200, headers = { 'x-app-version': '5.12.28' }, body } = answer(url, request.method ?? '');
			const text = typeof body === 'string' ? body : JSON.stringify(body);
			response.writeHead(status, {
				'content-type': typeof body === 'string' ? 'text/html' : 'application/json',
				...headers,
			});
			response.end(text);
		});
	});
	await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return openNinja({ baseUrl: `http://127.0.0.1:${port}/api/v1/`, token: 'secret-token-1' });
}

const row = (number: number) => ({ id: `id${String(number).padStart(5, '0')}`, number: `INV-${number}` });

/** A list that answers as Invoice Ninja does, by `per_page` and `page`. */
function listOf(rows: () => ReadonlyArray<{ id: string }>, visible = (_: { id: string }) => true) {
	return (url: URL): Answer => {
		const perPage = Number(url.searchParams.get('per_page'));
		const page = Number(url.searchParams.get('page'));
		const all = rows();
		return {
			body: {
				data: all.slice((page - 1) * perPage, page * perPage).filter(visible),
				meta: { pagination: { total: all.length } },
			},
		};
	};
}

async function collected(pages: AsyncGenerator<ReadonlyArray<{ id: string }>>): Promise<string[]> {
	const ids: string[] = [];
	for await (const page of pages) ids.push(...page.map(({ id }) => id));
	return ids;
}

describe('a list of Invoice Ninja', () => {
	const rows = Array.from({ length: 2345 }, (_, index) => row(index));

	test('comes whole, page by page, and always says which rows are meant', async () => {
		const ninja = await serving(listOf(() => rows));
		expect(await collected(ninja.pages('invoice'))).toEqual(rows.map(({ id }) => id));
		expect(asked).toHaveLength(3);
		expect(new Set(asked.map((one) => new URL(one.slice(4), 'http://x').searchParams.get('status')))).toEqual(
			new Set(['active']),
		);
	});

	test('ends at the limit, and asks for no more rows than that', async () => {
		const ninja = await serving(listOf(() => rows));
		expect(await ninja.list('invoice', { limit: 7 })).toHaveLength(7);
		expect(asked).toEqual([expect.stringMatching(/per_page=25&/)]);
	});

	test('loses no row when rows before it leave meanwhile', async () => {
		const left = [...rows];
		const ninja = await serving((url) => {
			const answer = listOf(() => left)(url);
			// Somebody deletes three invoices of the first page while the second is on its way.
			if (url.searchParams.get('page') === '1' && left.length === rows.length) left.splice(10, 3);
			return answer;
		});
		const got = await collected(ninja.pages('invoice'));
		expect(left.every(({ id }) => got.includes(id))).toBe(true);
		expect(new Set(got).size).toBe(got.length);
	});

	test('that hides rows from the user of the token is not taken for the whole', async () => {
		const ninja = await serving(
			listOf(
				() => rows.slice(0, 10),
				({ id }) => id < 'id00004',
			),
		);
		const failure = await outsideFailureOf(collected(ninja.pages('invoice')));
		expect(failure).toMatchObject({
			errorClass: 'permission',
			message: 'Invoice Ninja counts 10 rows of Invoice and shows 4',
		});
	});

	test('is asked again with fewer rows when an answer is too large', async () => {
		const large = Array.from({ length: 1200 }, (_, index) => ({ ...row(index), notes: 'x'.repeat(100_000) }));
		const ninja = await serving(listOf(() => large));
		expect(await collected(ninja.pages('invoice'))).toEqual(large.map(({ id }) => id));
		expect(asked.some((one) => one.includes('per_page=500'))).toBe(true);
	});

	test('that fails half-way gives what came until then, and one error in the words of the server', async () => {
		const ninja = await serving((url) =>
			url.searchParams.get('page') === '2'
				? { status: 500, body: { message: 'Server Error' } }
				: listOf(() => rows)(url),
		);
		const got: string[] = [];
		const failure = await outsideFailureOf(
			(async () => {
				for await (const page of ninja.pages('invoice')) got.push(...page.map(({ id }) => id));
			})(),
		);
		expect(got).toHaveLength(1000);
		expect(failure).toMatchObject({
			errorClass: 'unknown',
			message: 'Invoice Ninja refuses GET /invoices (500): Server Error',
		});
	});
});

describe('what Invoice Ninja refuses', () => {
	test.each([
		[403, { message: 'Invalid token' }, 'auth'],
		[401, { message: 'Insufficient privileges' }, 'permission'],
		[404, { message: 'Route does not exist' }, 'not_found'],
		[400, { message: 'Duplicate request' }, 'busy'],
		[429, { message: 'Duplicate request.' }, 'busy'],
		[400, { message: 'Unknown include' }, 'invalid'],
		[409, { message: 'Still working' }, 'busy'],
	])('%s with %j is %s', async (status, body, errorClass) => {
		const ninja = await serving(() => ({ status, body }));
		const failure = await outsideFailureOf(ninja.create('client', {}));
		expect(failure).toMatchObject({ errorClass });
		expect(failure.message).toContain(body.message);
		expect(failure.remedy).not.toBe('');
	});

	test('by field has each field, nested ones too, and never the token', async () => {
		const errors = { 'invoices.0.amount': ['The amount secret-token-1 is wrong.'], client_id: ['Required.'] };
		const ninja = await serving((_, method) =>
			method === 'GET' ? { body: {} } : { status: 422, body: { message: 'The given data was invalid.', errors } },
		);
		const failure = await outsideFailureOf(ninja.create('payment', {}));
		expect(failure).toMatchObject({
			errorClass: 'invalid',
			fields: [
				{ field: 'invoices.0.amount', says: 'The amount [redacted] is wrong.' },
				{ field: 'client_id', says: 'Required.' },
			],
		});
		expect(failure.message).toContain('client_id: Required.');
	});

	test('a row that the company does not have is absent, which Invoice Ninja says by 400', async () => {
		const ninja = await serving(() => ({
			status: 400,
			body: { message: 'No query results for model [App\\Models\\Invoice].' },
		}));
		expect(await ninja.get('invoice', 'nothing')).toBeUndefined();
	});

	test('a page instead of JSON names the address as the fault', async () => {
		const ninja = await serving(() => ({ body: '<!doctype html><title>Log in</title>' }));
		const failure = await outsideFailureOf(ninja.list('client', { limit: 1 }));
		expect(failure).toMatchObject({ errorClass: 'invalid' });
		expect(failure.message).toBe(
			"Invoice Ninja answers GET /clients with a page ('Log in') instead of JSON (status 200)",
		);
	});

	test('a server that is too old is not changed', async () => {
		const ninja = await serving(() => ({ headers: { 'x-app-version': '5.8.55' }, body: { data: { id: 'a' } } }));
		const failure = await outsideFailureOf(ninja.create('client', { name: 'Linden' }));
		expect(failure.message).toBe('Invoice Ninja 5.8.55 is too old: the pack needs 5.10 or later');
		expect(asked).toEqual(['GET /api/v1/ping']);
	});
});

describe('what nobody may see', () => {
	test('is dropped at the edge, at any depth', async () => {
		const client = {
			id: 'a',
			gateway_tokens: [{ token: 'card' }],
			client_hash: 'hash',
			contacts: [{ id: 'c', email: 'a@b.example', contact_key: 'key', link: 'https://x/client/key', password: '***' }],
			invitations: [{ id: 'i', key: 'kept', link: 'https://x/invoice/kept' }],
		};
		const ninja = await serving(() => ({ body: { data: client } }));
		expect(await ninja.get('client', 'a')).toEqual({
			id: 'a',
			contacts: [{ id: 'c', email: 'a@b.example' }],
			invitations: [{ id: 'i', key: 'kept', link: 'https://x/invoice/kept' }],
		});
	});
});

describe('the currency of a row', () => {
	const statics = {
		currencies: [
			{ id: '1', name: 'Dollar', code: 'USD' },
			{ id: '3', name: 'Euro', code: 'EUR' },
			{ id: '9', name: 'Dinar', code: 'KWD' },
		],
	};
	const answer = (url: URL): Answer => {
		if (url.pathname.endsWith('/statics')) return { body: statics };
		if (url.pathname.endsWith('/companies/current')) {
			return { body: { data: { id: 'co', settings: { name: 'Demo', currency_id: '3' } } } };
		}
		if (url.pathname.endsWith('/clients/kuwait'))
			return { body: { data: { id: 'kuwait', settings: { currency_id: '9' } } } };
		if (url.pathname.endsWith('/clients/grouped')) {
			return { body: { data: { id: 'grouped', group_settings_id: 'g', settings: {} } } };
		}
		return { body: { data: { id: 'g', settings: { currency_id: '1' } } } };
	};

	test.each([
		['its own', 'payment', { id: 'p', currency_id: '9' }, 'KWD'],
		["its client's, which came along", 'invoice', { id: 'i', client: { settings: { currency_id: '9' } } }, 'KWD'],
		["its client's, which is asked", 'invoice', { id: 'i', client_id: 'kuwait' }, 'KWD'],
		["that of its client's group", 'invoice', { id: 'i', client_id: 'grouped' }, 'USD'],
		["the company's", 'invoice', { id: 'i', client: { settings: {} } }, 'EUR'],
	] as const)('is %s', async (_, entity, given, currency) => {
		const ninja = await serving(answer);
		expect(await ninja.currencyOf(entity, given)).toBe(currency);
	});

	test('is asked once for all rows of a client', async () => {
		const ninja = await serving(answer);
		for (let row = 0; row < 5; row++) await ninja.currencyOf('invoice', { id: `i${row}`, client_id: 'kuwait' });
		expect(asked).toHaveLength(2);
	});
});
