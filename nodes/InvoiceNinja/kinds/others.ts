import { z } from 'zod';
import { frequencyId } from '../../../core/invoiceNinja';
import { choice, json, text, toggle, type Fields } from '../../shared/field';
import { jsonValue } from '../../shared/jsonValue';
import { dateFilters, numberFilter } from '../build/list';
import { labelled, type RecordKind } from '../build/recordKind';
import { contacts } from '../fields/contacts';
import {
	clientId,
	currencyId,
	frequency,
	onlyClient,
	paymentTypeId,
	projectId,
	rowLocator,
	vendorId,
} from '../fields/references';
import { amount, count, customValues, date, line, needed, note, taxes } from '../fields/values';
import { autoBillWords, computedStatuses } from '../fields/words';
import { textLimits } from '../../../core/kernel/textLimits';
import { address } from './client';

const times = ['updated_at', 'created_at'] as const;
const optionalClient = rowLocator('Client', 'client');
const mustHave = (displayName: string) => ({
	...amount(displayName),
	control: { ...amount(displayName).control, required: true },
});
const mustHaveDate = (displayName: string) => ({
	...date(displayName),
	control: { ...date(displayName).control, required: true },
});

export const productKind: RecordKind = {
	entity: 'product',
	resource: 'product',
	label: 'Product',
	one: 'product',
	many: 'products',
	required: { productKey: needed('Product Key', { placeholder: 'e.g. hosting-s' }) },
	optional: {
		notes: note('Description'),
		price: amount('Price'),
		cost: amount('Cost', { description: 'What it costs you' }),
		quantity: amount('Default Quantity', { default: 1 }),
		...taxes,
		taxId: line('Tax Category ID'),
		inStockQuantity: count('In Stock'),
		maxQuantity: count('Max Quantity'),
		productImage: line('Image URL'),
		...customValues,
	},
	keys: ['product_key'],
	customValues: true,
	filters: { productKey: line('Product Key') },
	sorts: ['product_key', 'price', 'cost', ...times],
	bulk: { set_tax_id: 'Set Tax Category' },
	shownBy: ['product_key', 'notes'],
};

const expenseFields = {
	date: date('Date'),
	clientId: optionalClient,
	vendorId,
	projectId,
	categoryId: line('Category ID'),
	currencyId,
	exchangeRate: amount('Exchange Rate', { default: 1 }),
	shouldBeInvoiced: toggle('Should Be Invoiced', z.boolean(), { description: 'Whether the client is to pay it' }),
	invoiceId: rowLocator('Invoice', 'invoice'),
	usesInclusiveTaxes: toggle('Uses Inclusive Taxes', z.boolean(), {
		description: 'Whether the amount includes the taxes',
	}),
	...taxes,
	paymentTypeId,
	paymentDate: date('Payment Date'),
	transactionReference: line('Transaction Reference'),
	publicNotes: note('Public Notes'),
	privateNotes: note('Private Notes'),
	...customValues,
} as const satisfies Fields;

export const expenseKind: RecordKind = {
	entity: 'expense',
	resource: 'expense',
	label: 'Expense',
	one: 'expense',
	many: 'expenses',
	required: { amount: mustHave('Amount') },
	optional: { number: line('Number'), ...expenseFields },
	keys: ['number'],
	customValues: true,
	amounts: ['amount'],
	filters: { clientId: onlyClient, vendorId, ...numberFilter, ...dateFilters },
	computedStatuses: computedStatuses.expense,
	sorts: ['number', 'amount', 'date', ...times],
	bulk: { bulk_categorize: 'Set Category', bulk_update: 'Set One Field' },
	shownBy: ['number', 'date', 'amount'],
};

const timeEntry = z.tuple(
	[
		z.number('must be Unix seconds').int('must be Unix seconds'),
		z.number('must be Unix seconds').int('must be Unix seconds'),
	],
	z.union([z.string().max(textLimits.lines), z.boolean()], 'must be a note and a switch'),
);

const timeLog = jsonValue(z.array(timeEntry, 'must be a list of times').max(10_000), textLimits.json).transform((log) =>
	JSON.stringify(log),
);

export const taskKind: RecordKind = {
	entity: 'task',
	resource: 'task',
	label: 'Task',
	one: 'task',
	many: 'tasks',
	required: { description: needed('Description') },
	optional: {
		number: line('Number'),
		clientId: optionalClient,
		projectId,
		rate: amount('Rate'),
		statusId: line('Status ID'),
		timeLog: json('Time Log', timeLog, {
			placeholder: 'e.g. [[1767225600, 1767229200, "Setup", true]]',
			description: 'A list of start, end (0 while it runs), note, and whether it is billable; times in Unix seconds',
		}),
		...customValues,
	},
	keys: ['number'],
	customValues: true,
	filters: { clientId: onlyClient, projectId, ...numberFilter },
	computedStatuses: computedStatuses.task,
	sorts: ['number', ...times],
	bulk: { start: 'Start', stop: 'Stop', bulk_update: 'Set One Field' },
	shownBy: ['number', 'description'],
};

export const projectKind: RecordKind = {
	entity: 'project',
	resource: 'project',
	label: 'Project',
	one: 'project',
	many: 'projects',
	required: { name: needed('Name'), clientId },
	optional: {
		number: line('Number'),
		taskRate: amount('Task Rate'),
		budgetedHours: amount('Budgeted Hours'),
		dueDate: date('Due Date'),
		color: line('Color', { type: 'color', default: '#2563eb' }),
		publicNotes: note('Public Notes'),
		privateNotes: note('Private Notes'),
		...customValues,
	},
	keys: ['number'],
	customValues: true,
	filters: { clientId: onlyClient, ...numberFilter },
	sorts: ['name', 'number', 'due_date', ...times],
	bulk: { invoice: 'Invoice' },
	shownBy: ['name', 'number'],
};

export const vendorKind: RecordKind = {
	entity: 'vendor',
	resource: 'vendor',
	label: 'Vendor',
	one: 'vendor',
	many: 'vendors',
	required: { name: needed('Name') },
	optional: {
		number: line('Number'),
		idNumber: line('ID Number'),
		vatNumber: line('VAT Number'),
		contacts,
		phone: line('Phone'),
		website: line('Website'),
		currencyId,
		...address,
		publicNotes: note('Public Notes'),
		privateNotes: note('Private Notes'),
		...customValues,
	},
	keys: ['number', 'id_number', 'email'],
	customValues: true,
	filters: { ...numberFilter, name: line('Name'), idNumber: line('ID Number') },
	sorts: ['name', 'number', ...times],
	shownBy: ['name', 'number'],
};

const idList = text(
	'Product IDs',
	z.preprocess((given) => (Array.isArray(given) ? given.join(',') : given), z.string().trim().max(textLimits.lines)),
	{ description: 'With commas in between' },
);

export const paymentLinkKind: RecordKind = {
	entity: 'subscription',
	resource: 'paymentLink',
	label: 'Payment Link',
	one: 'payment link',
	many: 'payment links',
	required: { name: needed('Name') },
	optional: {
		productIds: idList,
		recurringProductIds: { ...idList, control: { ...idList.control, displayName: 'Recurring Product IDs' } },
		frequencyId: { ...frequency, schema: frequency.schema.transform(frequencyId) },
		price: amount('Price'),
		autoBill: choice('Auto Bill', labelled(autoBillWords)),
		currencyId,
		promoCode: line('Promo Code'),
		promoDiscount: amount('Promo Discount'),
		isAmountDiscount: toggle('Is Amount Discount', z.boolean(), {
			description: 'Whether the promo discount is an amount and not a percentage',
		}),
		allowCancellation: toggle('Allow Cancellation', z.boolean(), { description: 'Whether the client may cancel' }),
		allowPlanChanges: toggle('Allow Plan Changes', z.boolean(), {
			description: 'Whether the client may change the plan',
		}),
		trialEnabled: toggle('Trial', z.boolean(), { description: 'Whether it begins with a trial' }),
		trialDuration: count('Trial Duration (Seconds)'),
		maxSeatsLimit: count('Max Seats'),
		webhookConfiguration: json(
			'Webhook Configuration',
			jsonValue(z.record(z.string(), z.unknown(), 'must be an object')),
			{
				placeholder: 'e.g. {"return_url": "https://example.com/thanks"}',
				description: 'What is called after a purchase, in the names of the API',
			},
		),
	},
	keys: ['name'],
	amounts: ['price'],
	sorts: ['name', ...times],
	bulk: { assign_invoice: 'Assign to Invoice' },
	shownBy: ['name', 'price'],
};

export const bankTransactionKind: RecordKind = {
	entity: 'bank_transaction',
	resource: 'bankTransaction',
	label: 'Bank Transaction',
	one: 'bank transaction',
	many: 'bank transactions',
	required: {
		bankIntegrationId: needed('Bank Account ID', { description: 'The ID of the bank account at Invoice Ninja' }),
		amount: mustHave('Amount'),
		date: mustHaveDate('Date'),
		baseType: choice('Type', { CREDIT: 'Deposit', DEBIT: 'Withdrawal' }),
	},
	optional: {
		description: note('Description'),
		currencyId,
		transactionId: count('Transaction ID', { description: 'The number of the transaction at the bank' }),
		categoryType: line('Category Type'),
		participantName: line('Participant Name'),
		participant: line('Participant Account'),
	},
	keys: [],
	amounts: ['amount'],
	filters: { ...dateFilters },
	computedStatuses: computedStatuses.bankTransaction,
	sorts: ['date', 'amount', ...times],
	bulk: { convert_matched: 'Convert Matched', unlink: 'Unlink' },
	without: ['upsert'],
	shownBy: ['date', 'description', 'amount'],
};

export const taxRateKind: RecordKind = {
	entity: 'tax_rate',
	resource: 'taxRate',
	label: 'Tax Rate',
	one: 'tax rate',
	many: 'tax rates',
	required: { name: needed('Name', { placeholder: 'e.g. VAT' }), rate: mustHave('Rate') },
	optional: {},
	keys: ['name'],
	sorts: ['name', 'rate', ...times],
	shownBy: ['name', 'rate'],
};
