import { randomBytes } from 'node:crypto';
import type { Delivery, SentMail, Switches } from './state';
import { text, values, valuesList, type Values } from './values';

/** A row as the API answers it. */
export type Answered = Values & { readonly id: string };

export type GatewayKind = 'stripe' | 'paypal';

const gateways = {
	stripe: {
		key: 'd14dd26a37cecc30fdd65700bfb55b23',
		typeId: '13',
		reference: () => `pi_${randomBytes(12).toString('hex')}`,
	},
	// The id of a capture.
	paypal: {
		key: '80af24a6a691230bbec33e930ab40665',
		typeId: '14',
		reference: () => randomBytes(9).toString('hex').slice(0, 17).toUpperCase(),
	},
} as const;

/** What the staff, the customers and the clock do at a played Invoice Ninja, by HTTP: for tests and the demo. */
export function operate(url: string, token: string) {
	const call = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: Values }> => {
		const answer = await fetch(url + path, {
			method,
			headers: {
				'x-api-token': token,
				'x-requested-with': 'XMLHttpRequest',
				...(body !== undefined && { 'content-type': 'application/json' }),
			},
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
		const sent = await answer.text();
		return { status: answer.status, body: values(sent.startsWith('{') ? JSON.parse(sent) : {}) };
	};
	const must = async (method: string, path: string, body?: unknown): Promise<Values> => {
		const answered = await call(method, path, body);
		if (answered.status >= 400) {
			throw new Error(`${method} ${path}: ${answered.status} ${JSON.stringify(answered.body)}`);
		}
		return answered.body;
	};
	const row = (answered: Values): Answered => {
		const data = values(answered.data);
		return { ...data, id: text(data.id) };
	};
	const rows = (answered: Values): Answered[] =>
		valuesList(answered.data).map((data) => ({ ...data, id: text(data.id) }));
	const list = async (path: string, query = 'status=active&per_page=5000'): Promise<Answered[]> =>
		rows(await must('GET', `/api/v1/${path}?${query}`));
	const get = async (path: string, id: string, query = ''): Promise<Answered> =>
		row(await must('GET', `/api/v1/${path}/${id}${query}`));
	const make = async (path: string, body: Values, query = ''): Promise<Answered> =>
		row(await must('POST', `/api/v1/${path}${query}`, body));

	/** The company's gateway of a kind; made when it is not there. */
	const gateway = async (kind: GatewayKind): Promise<Answered> => {
		const { key } = gateways[kind];
		const found = (await list('company_gateways')).find(({ gateway_key }) => gateway_key === key);
		return found ?? (await make('company_gateways', { gateway_key: key, label: kind }));
	};

	return {
		/** Any request, with its status. */
		call,
		list,
		get,
		make,
		change: async (path: string, id: string, body: Values): Promise<Answered> =>
			row(await must('PUT', `/api/v1/${path}/${id}`, body)),
		remove: async (path: string, id: string): Promise<Answered> => row(await must('DELETE', `/api/v1/${path}/${id}`)),
		bulk: async (path: string, action: string, ids: readonly string[]): Promise<Answered[]> =>
			rows(await must('POST', `/api/v1/${path}/bulk`, { action, ids })),
		/** A client with one contact. */
		client: async (name: string, email: string, more: Values = {}): Promise<Answered> =>
			await make('clients', { name, contacts: [{ first_name: name, email, send_email: true }], ...more }),
		/** A sent invoice of these lines. */
		invoice: async (clientId: string, lines: readonly Values[], more: Values = {}): Promise<Answered> =>
			await make('invoices', { client_id: clientId, line_items: lines, ...more }, '?mark_sent=true'),
		/** The customer pays in the portal, through a gateway of Invoice Ninja's own. */
		pay: async (
			invoiceId: string,
			{ by = 'stripe', amount, reference }: { by?: GatewayKind; amount?: number; reference?: string } = {},
		): Promise<Answered> => {
			const { typeId, reference: next } = gateways[by];
			return row(
				await must('POST', '/_ninja/pay', {
					invoice_id: invoiceId,
					company_gateway_id: (await gateway(by)).id,
					transaction_reference: reference ?? next(),
					type_id: typeId,
					...(amount !== undefined && { amount }),
				}),
			);
		},
		/** The staff enters a payment by hand. */
		enterPayment: async (clientId: string, invoices: ReadonlyArray<readonly [string, number]>, more: Values = {}) =>
			await make('payments', {
				client_id: clientId,
				invoices: invoices.map(([invoice_id, amount]) => ({ invoice_id, amount })),
				...more,
			}),
		refund: async (paymentId: string, invoiceId: string, amount: number, more: Values = {}): Promise<Answered> =>
			row(
				await must('POST', '/api/v1/payments/refund', {
					id: paymentId,
					amount,
					date: new Date().toISOString().slice(0, 10),
					invoices: [{ invoice_id: invoiceId, amount }],
					...more,
				}),
			),
		/** Delivers an event that no call causes: late, reminded, viewed, accepted … */
		fire: async (event: number, id: string): Promise<Values> => await must('POST', '/_ninja/fire', { event, id }),
		/** The worker delivers everything that it has. */
		deliver: async (): Promise<Values> => await must('POST', '/_ninja/deliver', {}),
		/** The hourly job of recurring invoices. Tells how many it issued. */
		hour: async (): Promise<number> => Number((await must('POST', '/_ninja/hour', {})).issued),
		reverse: async (invoiceId: string): Promise<Answered> =>
			row(await must('POST', '/_ninja/reverse', { invoice_id: invoiceId })),
		switch: async (switches: Partial<Switches>): Promise<Values> => await must('PATCH', '/_ninja/switches', switches),
		mails: async (): Promise<SentMail[]> => (await (await ask(url, token, 'mails')).json()) as SentMail[],
		deliveries: async (): Promise<Delivery[]> => (await (await ask(url, token, 'deliveries')).json()) as Delivery[],
	};
}
export type Operator = ReturnType<typeof operate>;

async function ask(url: string, token: string, what: string): Promise<Response> {
	return await fetch(`${url}/_ninja/${what}`, { headers: { 'x-api-token': token, accept: 'application/json' } });
}
