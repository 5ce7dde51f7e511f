/**
 * New invoices, quotes, credits … as their transformers send them (app/Transformers/InvoiceTransformer.php and its
 * neighbours; app/Factory gives the first values).
 */

const taxes = { tax_name1: '', tax_rate1: 0, tax_name2: '', tax_rate2: 0, tax_name3: '', tax_rate3: 0 };
const custom = { custom_value1: '', custom_value2: '', custom_value3: '', custom_value4: '' };

const bill = {
	user_id: '',
	project_id: '',
	assigned_user_id: '',
	amount: 0,
	balance: 0,
	client_id: '',
	vendor_id: '',
	status_id: '1',
	design_id: '',
	number: '',
	discount: 0,
	po_number: '',
	date: '',
	last_sent_date: '',
	next_send_date: '',
	due_date: '',
	terms: '',
	public_notes: '',
	private_notes: '',
	uses_inclusive_taxes: false,
	...taxes,
	total_taxes: 0,
	is_amount_discount: false,
	footer: '',
	partial: 0,
	partial_due_date: '',
	...custom,
	custom_surcharge1: 0,
	custom_surcharge2: 0,
	custom_surcharge3: 0,
	custom_surcharge4: 0,
	custom_surcharge_tax1: false,
	custom_surcharge_tax2: false,
	custom_surcharge_tax3: false,
	custom_surcharge_tax4: false,
	exchange_rate: 1,
	line_items: [],
	paid_to_date: 0,
	subscription_id: '',
	location_id: '',
	invitations: [],
	documents: [],
};

export const invoice = {
	...bill,
	recurring_id: '',
	has_tasks: false,
	has_expenses: false,
	entity_type: 'invoice',
	reminder1_sent: '',
	reminder2_sent: '',
	reminder3_sent: '',
	reminder_last_sent: '',
	auto_bill_enabled: false,
	tax_info: {},
	e_invoice: {},
	backup: {},
};

export const recurringInvoice = {
	...bill,
	entity_type: 'recurringInvoice',
	frequency_id: '5',
	remaining_cycles: -1,
	recurring_dates: [],
	auto_bill: 'off',
	auto_bill_enabled: false,
	due_date_days: 'terms',
	next_send_date_client: '',
	next_send_datetime: '',
	tax_info: {},
	e_invoice: {},
};

export const quote = { ...bill, entity_type: 'quote', invoice_id: '', reminder1_sent: '', reminder_last_sent: '' };

export const credit = { ...bill, entity_type: 'credit', invoice_id: '', tax_info: {}, e_invoice: {} };

export const purchaseOrder = {
	...bill,
	entity_type: 'purchaseOrder',
	backup: '',
	recurring_id: '',
	reminder1_sent: 0,
	reminder2_sent: 0,
	reminder3_sent: 0,
	reminder_last_sent: 0,
	currency_id: '',
	expense_id: '',
	invoice_id: '',
};

/** A line (app/DataMapper/InvoiceItem.php). */
export const lineItem = {
	quantity: 0,
	cost: 0,
	product_key: '',
	product_cost: 0,
	notes: '',
	discount: 0,
	is_amount_discount: false,
	...taxes,
	sort_id: '0',
	line_total: 0,
	gross_line_total: 0,
	tax_amount: 0,
	date: '',
	...custom,
	type_id: '1',
	task_id: '',
	expense_id: '',
	tax_id: '1',
	unit_code: 'C62',
};
