import * as billing from './rows/billing';
import * as money from './rows/money';
import * as others from './rows/others';
import * as people from './rows/people';
import type { Values } from './values';

/** The numbers of the events that a change of an entity fires by itself (app/Models/Webhook.php, app/Observers). */
export interface ChangeEvents {
	readonly create: number;
	readonly update: number;
	/** Zero fires none: InvoiceRepository::delete saves quietly, so deleting an invoice fires no 9. */
	readonly delete: number;
	readonly archive: number;
	readonly restore: number;
}

export interface Entity {
	/** The PHP class, as errors name it. */
	readonly model: string;
	/** What a new row has: the fields that the transformer sends. Their types are those that input is cast to. */
	readonly defaults: Values;
	/** Fields that no body sets. */
	readonly locked: readonly string[];
	/** The setting that begins with this word has the template of its number. */
	readonly counter?: string;
	/** What a text search looks into, besides the client's name (app/Filters). */
	readonly searched: readonly string[];
	readonly events?: ChangeEvents;
	/** What its deliveries include (the observers' third argument). */
	readonly delivered: readonly string[];
	/** What `include=` may name. */
	readonly includes: readonly string[];
	/** The bulk actions that validation lets through. Without a list, it lets every word through. */
	readonly bulk?: readonly string[];
	/** Whether invitations, line items and totals belong to it. */
	readonly billing?: boolean;
}

const events = (create: number, update: number, remove: number, archive: number, restore: number): ChangeEvents => ({
	create,
	update,
	delete: remove,
	archive,
	restore,
});

const always = ['is_deleted', 'archived_at', 'created_at', 'updated_at', 'id', 'user_id', 'entity_type'];
const totals = [
	...always,
	'amount',
	'balance',
	'paid_to_date',
	'status_id',
	'total_taxes',
	'invitations',
	'documents',
	'last_sent_date',
];
const searchedBill = ['number', 'po_number', 'date', 'amount', 'balance', ...others.customValues];
const plain = ['archive', 'restore', 'delete'];

/** Everything that has the routes of a resource (routes/api.php). */
export const entities = {
	clients: {
		model: 'Client',
		defaults: people.client,
		locked: [...always, 'balance', 'paid_to_date', 'payment_balance', 'credit_balance', 'client_hash', 'contacts'],
		counter: 'client',
		searched: ['name', 'id_number', 'number', ...others.customValues],
		events: events(1, 10, 11, 37, 45),
		delivered: [],
		includes: ['activities', 'ledger', 'system_logs', 'group_settings', 'locations', 'contacts', 'documents'],
		bulk: [...plain, 'template', 'assign_group', 'bulk_update'],
	},
	invoices: {
		model: 'Invoice',
		defaults: billing.invoice,
		locked: [...totals, 'recurring_id'],
		counter: 'invoice',
		searched: searchedBill,
		events: events(2, 8, 0, 33, 41),
		delivered: ['client'],
		includes: ['payments', 'client', 'activities', 'location', 'invitations', 'documents'],
		billing: true,
	},
	recurring_invoices: {
		model: 'RecurringInvoice',
		defaults: billing.recurringInvoice,
		locked: totals,
		counter: 'recurring_invoice',
		searched: searchedBill,
		delivered: [],
		includes: ['invoices', 'client', 'activities', 'location', 'invitations', 'documents'],
		bulk: [
			...plain,
			'increase_prices',
			'update_prices',
			'start',
			'stop',
			'send_now',
			'set_payment_link',
			'bulk_update',
		],
		billing: true,
	},
	quotes: {
		model: 'Quote',
		defaults: billing.quote,
		locked: [...totals, 'invoice_id'],
		counter: 'quote',
		searched: searchedBill,
		events: events(3, 6, 7, 34, 42),
		delivered: ['client'],
		includes: ['client', 'activities', 'project', 'location', 'invitations', 'documents'],
		bulk: [
			...plain,
			'template',
			'convert_to_invoice',
			'convert_to_project',
			'email',
			'send_email',
			'bulk_download',
			'bulk_print',
			'clone_to_invoice',
			'approve',
			'download',
			'mark_sent',
		],
		billing: true,
	},
	credits: {
		model: 'Credit',
		defaults: billing.credit,
		locked: totals,
		counter: 'credit',
		searched: searchedBill,
		events: events(27, 28, 29, 35, 43),
		delivered: ['client'],
		includes: ['client', 'activities', 'location', 'invitations', 'documents'],
		bulk: [
			...plain,
			'email',
			'send_email',
			'bulk_download',
			'bulk_print',
			'mark_paid',
			'clone_to_credit',
			'history',
			'mark_sent',
			'download',
			'template',
		],
		billing: true,
	},
	purchase_orders: {
		model: 'PurchaseOrder',
		defaults: billing.purchaseOrder,
		locked: totals,
		counter: 'purchase_order',
		searched: searchedBill,
		events: events(55, 56, 57, 59, 58),
		delivered: ['vendor'],
		includes: ['vendor', 'expense', 'invitations', 'documents', 'activities', 'location'],
		billing: true,
	},
	payments: {
		model: 'Payment',
		defaults: money.payment,
		locked: [...always, 'refunded', 'applied', 'paymentables', 'is_manual', 'status_id', 'documents'],
		counter: 'payment',
		searched: ['amount', 'date', 'number', 'transaction_reference', ...others.customValues],
		events: events(4, 31, 12, 32, 40),
		delivered: ['invoices', 'client'],
		includes: ['client', 'invoices', 'type', 'credits', 'activities', 'paymentables', 'documents'],
	},
	products: {
		model: 'Product',
		defaults: money.product,
		locked: always,
		searched: ['product_key', 'notes', ...others.customValues],
		events: events(50, 51, 52, 54, 53),
		delivered: [],
		includes: ['company', 'user', 'documents'],
		bulk: [...plain, 'set_tax_id'],
	},
	expenses: {
		model: 'Expense',
		defaults: money.expense,
		locked: [...always, 'documents'],
		counter: 'expense',
		searched: ['number', 'amount', 'public_notes', ...others.customValues],
		events: events(15, 16, 17, 39, 47),
		delivered: [],
		includes: ['client', 'vendor', 'category', 'invoice', 'project', 'documents'],
		bulk: [...plain, 'bulk_update', 'bulk_categorize', 'template'],
	},
	tasks: {
		model: 'Task',
		defaults: others.task,
		locked: [...always, 'documents'],
		counter: 'task',
		searched: ['description', 'number', 'time_log', ...others.customValues],
		events: events(18, 19, 20, 36, 44),
		delivered: [],
		includes: ['status', 'project', 'user', 'client', 'invoice', 'documents'],
		bulk: [...plain, 'bulk_update', 'template', 'start', 'stop'],
	},
	projects: {
		model: 'Project',
		defaults: others.project,
		locked: [...always, 'documents'],
		counter: 'project',
		searched: ['name', 'public_notes', 'private_notes'],
		events: events(25, 26, 30, 38, 46),
		delivered: ['client'],
		includes: ['client', 'tasks', 'invoices', 'expenses', 'quotes', 'documents'],
	},
	vendors: {
		model: 'Vendor',
		defaults: people.vendor,
		locked: [...always, 'contacts', 'vendor_hash'],
		counter: 'vendor',
		searched: ['name', 'id_number', 'number', ...others.customValues],
		events: events(5, 13, 14, 48, 49),
		delivered: [],
		includes: ['activities', 'contacts', 'documents', 'locations'],
	},
	subscriptions: {
		model: 'Subscription',
		defaults: money.subscription,
		locked: [...always, 'purchase_page'],
		searched: ['name'],
		delivered: [],
		includes: ['user', 'activities'],
		bulk: [...plain, 'assign_invoice'],
	},
	bank_transactions: {
		model: 'BankTransaction',
		defaults: money.bankTransaction,
		locked: always,
		searched: ['description'],
		delivered: [],
		includes: ['company', 'expense', 'payment', 'vendor', 'bank_account'],
		bulk: [...plain, 'convert_matched', 'unlink'],
	},
	documents: {
		model: 'Document',
		defaults: others.document,
		locked: [...always, 'hash', 'url', 'size', 'type', 'disk', 'preview'],
		searched: ['name'],
		delivered: [],
		includes: [],
		bulk: [...plain, 'download'],
	},
	tax_rates: {
		model: 'TaxRate',
		defaults: money.taxRate,
		locked: always,
		searched: ['name'],
		delivered: [],
		includes: [],
		bulk: plain,
	},
	webhooks: {
		model: 'Webhook',
		defaults: others.webhook,
		locked: always,
		searched: ['target_url'],
		delivered: [],
		includes: [],
	},
	company_gateways: {
		model: 'CompanyGateway',
		defaults: money.companyGateway,
		locked: always,
		searched: ['label'],
		delivered: [],
		includes: ['gateway', 'system_logs'],
		bulk: plain,
	},
	locations: {
		model: 'Location',
		defaults: people.location,
		locked: always,
		searched: ['name'],
		delivered: [],
		includes: [],
		bulk: plain,
	},
	group_settings: {
		model: 'GroupSetting',
		defaults: others.groupSetting,
		locked: always,
		searched: ['name'],
		delivered: [],
		includes: ['documents'],
		bulk: plain,
	},
	payment_terms: {
		model: 'PaymentTerm',
		defaults: money.paymentTerm,
		locked: always,
		searched: ['name'],
		delivered: [],
		includes: [],
		bulk: plain,
	},
	expense_categories: {
		model: 'ExpenseCategory',
		defaults: money.expenseCategory,
		locked: always,
		searched: ['name'],
		delivered: [],
		includes: [],
		bulk: plain,
	},
	task_statuses: {
		model: 'TaskStatus',
		defaults: others.taskStatus,
		locked: always,
		searched: ['name'],
		delivered: [],
		includes: [],
		bulk: plain,
	},
	users: {
		model: 'User',
		defaults: people.user,
		locked: always,
		searched: ['first_name', 'last_name', 'email'],
		delivered: [],
		includes: ['company_user'],
		bulk: plain,
	},
} as const satisfies Readonly<Record<string, Entity>>;

export type EntityPath = keyof typeof entities;

export function isEntityPath(path: string): path is EntityPath {
	return Object.hasOwn(entities, path);
}

export function entity(path: EntityPath): Entity {
	return entities[path];
}
