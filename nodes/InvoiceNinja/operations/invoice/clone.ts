import { recordCreation, type NinjaRow } from '../../../../core/invoiceNinja';
import { durableStepFields } from '../../../shared/durableStep';
import { additional } from '../../../shared/field';
import { found, rowField } from '../../build/common';
import { keepKeyIn, keyOf, made } from '../../build/create';
import { bodyOf, type Body } from '../../fields/body';
import { rowLocator } from '../../fields/references';
import { date, line } from '../../fields/values';
import { invoiceKind } from '../../kinds/documents';

/** What a clone has of the invoice that it is made from. Its number, its dates and its payments are its own. */
const cloned = [
	...['client_id', 'line_items', 'discount', 'is_amount_discount', 'uses_inclusive_taxes', 'po_number', 'project_id'],
	...['tax_name1', 'tax_rate1', 'tax_name2', 'tax_rate2', 'tax_name3', 'tax_rate3', 'public_notes', 'private_notes'],
	...['custom_surcharge1', 'custom_surcharge2', 'custom_surcharge3', 'custom_surcharge4', 'terms', 'footer'],
	...['custom_surcharge_tax1', 'custom_surcharge_tax2', 'custom_surcharge_tax3', 'custom_surcharge_tax4'],
	...['custom_value1', 'custom_value2', 'custom_value3', 'custom_value4', 'design_id', 'exchange_rate', 'location_id'],
];

const isThere = (value: unknown) => value !== undefined && value !== null && value !== '';

const copyOf = (row: NinjaRow): Body =>
	Object.fromEntries(cloned.map((name) => [name, row[name]] as const).filter(([, value]) => isThere(value)));

/**
 * `Clone` of an invoice. It is read and created anew: Invoice Ninja's own action answers a copy that it does not save.
 */
export const cloneInvoice = made({
	name: 'clone',
	label: 'Clone',
	action: 'Clone invoice',
	description: 'Create a draft with the lines of another invoice and a number of its own',
	fields: {
		row: rowField(invoiceKind),
		additionalFields: additional('Additional Fields', {
			clientId: rowLocator('Client', 'client', { description: 'That of the invoice if it is left out' }),
			date: date('Date'),
			dueDate: date('Due Date'),
			number: line('Number'),
			keepKeyIn,
		}),
		...durableStepFields,
	},
	run: async (context, given) => {
		const { row: id, additionalFields } = given as { row: string; additionalFields: Record<string, unknown> };
		const { keepKeyIn: kept, ...own } = additionalFields;
		const { ninja, perform } = context;
		const original = found(await ninja.get('invoice', id), invoiceKind, id);
		const body = { ...copyOf(original), ...bodyOf(own) };
		const key = keyOf(context, invoiceKind, bodyOf(own), kept);
		return await perform(recordCreation(ninja, 'invoice'), { body, key });
	},
});
