import { z } from 'zod';
import { choice, toggle, type Fields } from '../../shared/field';
import { dateFilters, dueDateFilters, numberFilter } from '../build/list';
import { labelled, type RecordKind } from '../build/recordKind';
import { clientId, frequency, onlyClient, projectId, rowLocator } from '../fields/references';
import { amount, count, customValues, date, line, note, taxes } from '../fields/values';
import { autoBillWords, computedStatuses } from '../fields/words';
import { frequencyId } from '../../../core/invoiceNinja';

/** What an invoice and its kin have in common. */
export const documentFields = {
	number: line('Number', { description: 'Unique. Invoice Ninja gives one by its own pattern if it is left out.' }),
	poNumber: line('PO Number'),
	date: date('Date'),
	discount: amount('Discount', { description: 'In percent, or as an amount if Is Amount Discount is on' }),
	isAmountDiscount: toggle('Is Amount Discount', z.boolean(), {
		description: 'Whether the discount is an amount and not a percentage',
	}),
	usesInclusiveTaxes: toggle('Uses Inclusive Taxes', z.boolean(), {
		description: 'Whether the prices include the taxes',
	}),
	...taxes,
	customSurcharge1: amount('Surcharge 1'),
	customSurcharge2: amount('Surcharge 2'),
	customSurcharge3: amount('Surcharge 3'),
	customSurcharge4: amount('Surcharge 4'),
	publicNotes: note('Public Notes'),
	privateNotes: note('Private Notes'),
	terms: note('Terms'),
	footer: note('Footer'),
	designId: line('Design ID'),
	exchangeRate: amount('Exchange Rate', { default: 1 }),
	...customValues,
} as const satisfies Fields;

const deposit = {
	partial: amount('Deposit', { description: 'What is asked for first, at most the whole amount' }),
	partialDueDate: date('Deposit Due Date'),
} as const satisfies Fields;

const dueDate = date('Due Date');
const documentSorts = ['number', 'amount', 'balance', 'date', 'due_date', 'updated_at', 'created_at'] as const;
const documentAmounts = ['partial', 'customSurcharge1', 'customSurcharge2', 'customSurcharge3', 'customSurcharge4'];
const ofClient = { required: { clientId }, lines: true, customValues: true, amounts: documentAmounts } as const;
const documentFilters = { clientId: onlyClient, ...numberFilter, ...dateFilters, ...dueDateFilters } as const;

export const invoiceKind: RecordKind<'invoice'> = {
	...ofClient,
	entity: 'invoice',
	resource: 'invoice',
	label: 'Invoice',
	one: 'invoice',
	many: 'invoices',
	optional: {
		...documentFields,
		dueDate,
		...deposit,
		projectId,
		autoBillEnabled: toggle('Auto Bill', z.boolean(), {
			description: 'Whether the invoice is charged by itself on its due date',
		}),
	},
	keys: ['number'],
	filters: documentFilters,
	computedStatuses: computedStatuses.invoice,
	sorts: documentSorts,
	bulk: {
		mark_sent: 'Mark Sent',
		mark_paid: 'Mark Paid',
		cancel: 'Cancel',
		email: 'Email',
		auto_bill: 'Auto Bill',
		set_payment_link: 'Set Payment Link',
	},
	shownBy: ['number', 'date', 'amount'],
};

export const recurringInvoiceKind: RecordKind<'recurring_invoice'> = {
	...ofClient,
	entity: 'recurring_invoice',
	resource: 'recurringInvoice',
	label: 'Recurring Invoice',
	one: 'recurring invoice',
	many: 'recurring invoices',
	required: {
		clientId,
		frequencyId: { ...frequency, schema: frequency.schema.transform(frequencyId) },
		nextSendDate: { ...date('Next Send Date'), control: { ...date('Next Send Date').control, required: true } },
	},
	optional: {
		...documentFields,
		...deposit,
		remainingCycles: count('Remaining Cycles', { default: -1, description: '-1 for an endless one' }),
		dueDateDays: line('Due On', {
			placeholder: 'e.g. terms',
			description: 'A day of the month, or terms, or on_receipt',
		}),
		autoBill: choice('Auto Bill', labelled(autoBillWords)),
		projectId,
	},
	keys: ['number'],
	filters: {
		clientId: onlyClient,
		...numberFilter,
		frequencyId: { ...frequency, schema: frequency.schema.transform(frequencyId) },
	},
	computedStatuses: computedStatuses.recurring,
	sorts: ['number', 'amount', 'next_send_date', 'updated_at', 'created_at'],
	bulk: {
		start: 'Start',
		stop: 'Stop',
		send_now: 'Send Now',
		increase_prices: 'Increase Prices',
		update_prices: 'Update Prices',
		set_payment_link: 'Set Payment Link',
		bulk_update: 'Set One Field',
	},
	shownBy: ['number', 'next_send_date', 'amount'],
};

export const quoteKind: RecordKind<'quote'> = {
	...ofClient,
	entity: 'quote',
	resource: 'quote',
	label: 'Quote',
	one: 'quote',
	many: 'quotes',
	optional: {
		...documentFields,
		dueDate: date('Valid Until'),
		...deposit,
		projectId,
	},
	keys: ['number'],
	filters: documentFilters,
	computedStatuses: computedStatuses.quote,
	sorts: documentSorts,
	bulk: {
		approve: 'Approve',
		convert_to_invoice: 'Convert to Invoice',
		convert_to_project: 'Convert to Project',
		mark_sent: 'Mark Sent',
		email: 'Email',
	},
	shownBy: ['number', 'date', 'amount'],
};

export const creditKind: RecordKind<'credit'> = {
	...ofClient,
	entity: 'credit',
	resource: 'credit',
	label: 'Credit',
	one: 'credit',
	many: 'credits',
	optional: { ...documentFields, dueDate, ...deposit, projectId },
	keys: ['number'],
	filters: documentFilters,
	computedStatuses: computedStatuses.credit,
	sorts: documentSorts,
	bulk: { mark_sent: 'Mark Sent', mark_paid: 'Mark Paid', email: 'Email' },
	shownBy: ['number', 'date', 'amount'],
};

export const purchaseOrderKind: RecordKind<'purchase_order'> = {
	...ofClient,
	entity: 'purchase_order',
	resource: 'purchaseOrder',
	label: 'Purchase Order',
	one: 'purchase order',
	many: 'purchase orders',
	required: { vendorId: rowLocator('Vendor', 'vendor', { required: true }) },
	optional: { ...documentFields, dueDate, ...deposit, projectId },
	keys: ['number'],
	filters: {
		vendorId: rowLocator('Vendor', 'vendor', { description: 'Only those of this vendor' }),
		...numberFilter,
		...dateFilters,
	},
	computedStatuses: computedStatuses.purchaseOrder,
	sorts: documentSorts,
	bulk: { mark_sent: 'Mark Sent', email: 'Email', cancel: 'Cancel' },
	shownBy: ['number', 'date', 'amount'],
};
