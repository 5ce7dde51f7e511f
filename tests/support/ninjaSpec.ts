import { z } from 'zod';
import type { LoggedRequest } from '../../stack/standins/shared';
import { exchangeComplaints, namedComplaints } from './specExchange';

/** Invoice Ninja's specification 5.12.55, where the vendor's specifications are at hand. */
export const ninjaSpecPath = 'invoiceninja/api-docs-5.12.55.yaml';

const schema = z.looseObject({ required: z.array(z.string()).optional(), properties: z.looseObject({}).optional() });
const file = z.looseObject({
	components: z.looseObject({ schemas: z.record(z.string(), schema) }),
	paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});
type File = z.output<typeof file>;

/** The schema of each resource's rows. */
export const schemaOf = {
	clients: 'Client',
	invoices: 'Invoice',
	recurring_invoices: 'RecurringInvoice',
	quotes: 'Quote',
	credits: 'Credit',
	payments: 'Payment',
	products: 'Product',
	expenses: 'Expense',
	tasks: 'Task',
	projects: 'Project',
	vendors: 'Vendor',
	subscriptions: 'Subscription',
	purchase_orders: 'PurchaseOrder',
	documents: 'Document',
	bank_transactions: 'BankTransaction',
	tax_rates: 'TaxRate',
	webhooks: 'Webhook',
	company_gateways: 'CompanyGateway',
	locations: 'Location',
	group_settings: 'GroupSetting',
	payment_terms: 'PaymentTerm',
	expense_categories: 'ExpenseCategory',
	task_statuses: 'TaskStatus',
	users: 'User',
} as const;

/**
 * What the code does and the file does not say (vendor-contracts §1, MANIFEST): a place of the file, and what stands
 * there instead.
 */
const overlays: Readonly<Record<string, unknown>> = {
	// Both are lists (InvoiceTransformer.php, PaymentTransformer.php).
	'Payment.paymentables': { type: 'array', items: { $ref: '#/components/schemas/Paymentable' } },
	'RecurringInvoice.line_items': { type: 'array', items: { $ref: '#/components/schemas/InvoiceItem' } },
	// Ids of reference data are text, and empty where there is none (ClientTransformer.php, SubscriptionTransformer.php).
	'Client.industry_id': { type: 'string' },
	'Client.size_id': { type: 'string' },
	'Client.country_id': { type: 'string' },
	'Client.shipping_country_id': { type: 'string' },
	'Subscription.currency_id': { type: 'string' },
	'Payment.type_id': { type: 'string' },
	// `terms`, or a day of the month as text.
	'RecurringInvoice.due_date_days': { type: 'string' },
	// An object that is kept as it is sent.
	'Subscription.webhook_configuration': { type: 'object' },
	// What the code takes as well.
	'PaymentRequest.idempotency_key': { type: 'string', maxLength: 64 },
};

/** Requests that the code does not demand these fields of. */
const required: Readonly<Record<string, readonly string[]>> = {
	ClientRequest: [],
	RecurringInvoiceRequest: ['client_id', 'frequency_id'],
	QuoteRequest: ['client_id'],
	PurchaseOrderRequest: ['vendor_id'],
	TaskRequest: [],
	Project: [],
	// A client's settings are those that differ from the company's.
	ClientSettings: [],
};

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const bodyOf = (inner: unknown) => ({ content: { 'application/json': { schema: inner } } });
const bulkBody = {
	type: 'object',
	required: ['action', 'ids'],
	properties: { action: { type: 'string' }, ids: { type: 'array', items: { type: 'string' } } },
};

const cache = new WeakMap<object, File>();

/** The file with the overlays. Formats are let be: a date that is not there is an empty text. */
export function ninjaSpec(spec: unknown): unknown {
	const parsed = file.parse(spec);
	const key = typeof spec === 'object' && spec !== null ? spec : parsed;
	const known = cache.get(key) ?? overlaid(parsed);
	cache.set(key, known);
	return known;
}

function overlaid({ components, paths, ...rest }: File): File {
	const schemas = Object.fromEntries(
		Object.entries(components.schemas).map(([name, one]) => {
			const own = Object.entries(overlays).filter(([place]) => place.startsWith(`${name}.`));
			const properties = { ...one.properties, ...Object.fromEntries(own.map(([place, put]) => [after(place), put])) };
			return [
				name,
				schema.parse(withoutFormats({ ...one, properties, ...(required[name] && { required: required[name] }) })),
			];
		}),
	);
	return { ...rest, components: { ...components, schemas }, paths: withBodies(paths) };
}

const after = (place: string): string => place.slice(place.indexOf('.') + 1);

/** Bodies that the file leaves out: PUT of bills, everything of webhooks, subscriptions, expenses, taxes; bulk calls. */
function withBodies(paths: File['paths']): File['paths'] {
	const made = { ...paths };
	for (const [path, name] of Object.entries(schemaOf)) {
		const wanted = `${name}Request`;
		const put = (place: string, method: string, body: unknown, always = false): void => {
			const operations = made[place] ?? {};
			const known = operations[method];
			const has = typeof known === 'object' && known !== null ? known : { responses: {} };
			if (always || !('requestBody' in has)) made[place] = { ...operations, [method]: { ...has, requestBody: body } };
		};
		const bill = wanted in bills ? reference(wanted) : reference(name);
		put(`/api/v1/${path}`, 'post', bodyOf(bill));
		put(`/api/v1/${path}/{id}`, 'put', bodyOf({ type: 'object' }));
		put(`/api/v1/${path}/bulk`, 'post', bodyOf(bulkBody), true);
	}
	// routes/api.php has no /purchase_order/{id}: the resource is purchase_orders.
	const order = '/api/v1/purchase_orders/{id}';
	made[order] = { ...made['/api/v1/purchase_order/{id}'], ...made[order] };
	return made;
}

const bills = { InvoiceRequest: true, RecurringInvoiceRequest: true, QuoteRequest: true, CreditRequest: true };

function withoutFormats(part: unknown): unknown {
	if (Array.isArray(part)) return part.map(withoutFormats);
	if (typeof part !== 'object' || part === null) return part;
	return Object.fromEntries(
		Object.entries(part)
			.filter(([name, value]) => !(name === 'format' && typeof value === 'string'))
			.map(([name, value]) => [name, withoutFormats(value)]),
	);
}

/** What the file has against a request. */
export function requestComplaints(
	spec: unknown,
	{ method, path, body }: Pick<LoggedRequest, 'method' | 'path' | 'body'>,
) {
	const [place = ''] = path.split('?');
	return exchangeComplaints(ninjaSpec(spec), { method, path: place, body: body === '' ? undefined : JSON.parse(body) });
}

/** What the file has against a row of an answer. */
export function rowComplaints(spec: unknown, path: keyof typeof schemaOf, row: unknown): string[] {
	return namedComplaints(ninjaSpec(spec), schemaOf[path], row);
}

/** The fields that the file has for a row. */
export function documentedFields(spec: unknown, path: keyof typeof schemaOf): string[] {
	return Object.keys(file.parse(ninjaSpec(spec)).components.schemas[schemaOf[path]]?.properties ?? {});
}
