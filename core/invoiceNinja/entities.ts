import type { StatusWords } from './statuses';

/** A kind of row at Invoice Ninja. */
export interface NinjaEntityKind {
	/** The last part of its address, such as `recurring_invoices`. */
	readonly path: string;
	/** As people read it, in the singular. */
	readonly label: string;
	readonly statuses: StatusWords;
	/** The fields of the row itself that hold an amount of its currency. */
	readonly money: readonly string[];
	/** What its lists and single rows bring along here, beside Invoice Ninja's own defaults. */
	readonly include: readonly string[];
}

const documentMoney = [
	...['amount', 'balance', 'paid_to_date', 'partial', 'total_taxes'],
	...['custom_surcharge1', 'custom_surcharge2', 'custom_surcharge3', 'custom_surcharge4'],
] as const;

const kind = (
	path: string,
	label: string,
	{ statuses = 'none', money = [], include = [] }: Partial<Omit<NinjaEntityKind, 'path' | 'label'>> = {},
): NinjaEntityKind => ({ path, label, statuses, money, include });

/** Every kind of row that the pack knows. */
export const ninjaEntities = {
	client: kind('clients', 'Client', { money: ['balance', 'paid_to_date', 'credit_balance', 'payment_balance'] }),
	invoice: kind('invoices', 'Invoice', { statuses: 'invoice', money: documentMoney, include: ['client'] }),
	recurring_invoice: kind('recurring_invoices', 'Recurring Invoice', {
		statuses: 'recurring',
		money: documentMoney,
		include: ['client'],
	}),
	quote: kind('quotes', 'Quote', { statuses: 'quote', money: documentMoney, include: ['client'] }),
	credit: kind('credits', 'Credit', { statuses: 'credit', money: documentMoney, include: ['client'] }),
	payment: kind('payments', 'Payment', {
		statuses: 'payment',
		money: ['amount', 'applied', 'refunded'],
		include: ['client', 'invoices'],
	}),
	product: kind('products', 'Product'),
	expense: kind('expenses', 'Expense', {
		money: ['amount', 'foreign_amount', 'tax_amount1', 'tax_amount2', 'tax_amount3'],
	}),
	recurring_expense: kind('recurring_expenses', 'Recurring Expense', { statuses: 'recurring', money: ['amount'] }),
	task: kind('tasks', 'Task'),
	project: kind('projects', 'Project'),
	vendor: kind('vendors', 'Vendor'),
	subscription: kind('subscriptions', 'Payment Link', { money: ['price', 'promo_price'] }),
	purchase_order: kind('purchase_orders', 'Purchase Order', { statuses: 'purchaseOrder', money: documentMoney }),
	document: kind('documents', 'Document'),
	bank_transaction: kind('bank_transactions', 'Bank Transaction', { statuses: 'bankTransaction', money: ['amount'] }),
	tax_rate: kind('tax_rates', 'Tax Rate'),
	webhook: kind('webhooks', 'Webhook'),
	company_gateway: kind('company_gateways', 'Company Gateway'),
	group_setting: kind('group_settings', 'Group'),
	location: kind('locations', 'Location'),
	expense_category: kind('expense_categories', 'Expense Category'),
	payment_term: kind('payment_terms', 'Payment Term'),
	task_status: kind('task_statuses', 'Task Status'),
	user: kind('users', 'User'),
} as const satisfies Readonly<Record<string, NinjaEntityKind>>;

export type NinjaEntity = keyof typeof ninjaEntities;

export const ninjaEntityNames = Object.keys(ninjaEntities) as NinjaEntity[];

/** What the pack knows of a kind. */
export const kindOf = (entity: NinjaEntity): NinjaEntityKind => ninjaEntities[entity];
