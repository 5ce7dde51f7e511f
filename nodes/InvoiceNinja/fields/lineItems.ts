import { z } from 'zod';
import { InputError } from '../../../core/kernel/errors';
import { mostEntries, textLimits } from '../../../core/kernel/textLimits';
import { choice, json, optional, rows, toggle, type Field } from '../../shared/field';
import { jsonValue } from '../../shared/jsonValue';
import { apiName, bodyOf, checkTaxes, type Body } from './body';
import { checkedLine } from './lineValues';
import { amount, customValues, line, note, taxes } from './values';

/** The kinds of lines that can be given: 1 and 2. Invoice Ninja removes those of fees that come from outside. */
const typeIds = { product: '1', service: '2' } as const;

const lineFields = {
	productKey: line('Product Key', { placeholder: 'e.g. hosting-s' }),
	notes: note('Description'),
	quantity: amount('Quantity', { default: 1 }),
	cost: amount('Unit Price', { description: 'In the currency of the client' }),
	discount: amount('Discount', { description: 'In percent, or as an amount if Is Amount Discount is on' }),
	isAmountDiscount: toggle('Is Amount Discount', z.boolean(), {
		description: 'Whether the discount of the line is an amount and not a percentage',
	}),
	...taxes,
	...customValues,
	type: choice('Type', { product: 'Product', service: 'Service' }),
} as const;

const optionalLine = Object.fromEntries(
	Object.entries(lineFields).map(([name, field]) => [name, { ...field, schema: optional(field.schema) }]),
) as unknown as { readonly [Name in keyof typeof lineFields]: Field };

/** An invoice of 10,000 lines is one; Invoice Ninja itself sets no limit. */
const mostLines = 20_000;

const knownNames = new Set([
	...Object.keys(lineFields).map(apiName),
	...['type_id', 'tax_id', 'product_cost', 'sort_id', 'id'],
	// What a line that was read says of itself, and Invoice Ninja counts anew.
	...['line_total', 'gross_line_total', 'tax_amount', 'net_cost', 'date', 'task_id', 'expense_id', 'unit_code'],
	...['line_total_minor', 'gross_line_total_minor', 'tax_amount_minor', 'net_cost_minor', 'inexact', 'unit'],
]);

const lineShape = z.looseObject({}).check((context) => {
	const unknown = Object.keys(context.value).find((name) => !knownNames.has(apiName(name)));
	if (unknown === undefined) return;
	const message = `has an unknown entry '${unknown.slice(0, 40)}'`;
	context.issues.push({ code: 'custom', message, input: context.value });
});

const fromJson = z.preprocess(
	(value) => (value === undefined || value === null || value === '' ? [] : value),
	jsonValue(z.array(lineShape, 'must be a list').max(mostLines), textLimits.mailData, 'is not a JSON list of lines'),
);

const shownFor = (word: string) => ({ displayOptions: { show: { specifyLines: [word] } } });

/** The lines of an invoice and its kin: by fields or by JSON, and only the chosen one of the two. */
export const lineItemFields = {
	specifyLines: choice('Specify Lines', { fields: 'Using Fields Below', json: 'Using JSON', none: 'No Lines' }),
	lineItems: rows('Lines', { row: 'Line', fields: optionalLine, most: mostEntries, ...shownFor('fields') }),
	lineItemsJson: json('Lines', fromJson, {
		default: '[]',
		placeholder: 'e.g. [{"productKey": "hosting-s", "quantity": 1, "cost": 12.5}]',
		description: 'A list of lines in the names of the form (productKey) or of the API (product_key)',
		...shownFor('json'),
	}),
} as const;

/** For a change: the lines stay as they are unless others are given, which replace all of them. */
export const changedLineFields = {
	...lineItemFields,
	specifyLines: choice('Lines', {
		keep: 'Keep As They Are',
		fields: 'Replace Using Fields Below',
		json: 'Replace Using JSON',
	}),
} as const;

interface GivenLines {
	readonly specifyLines: string;
	readonly lineItems: ReadonlyArray<Readonly<Record<string, unknown>>>;
	readonly lineItemsJson: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

/**
 * The lines that are sent; undefined when the lines stay as they are.
 *
 * @throws InputError when lines are given in both ways.
 */
export function linesOf({ specifyLines, lineItems, lineItemsJson }: GivenLines): Body[] | undefined {
	if (lineItems.length > 0 && lineItemsJson.length > 0) {
		throw new InputError('lineItems', 'are given by fields and by JSON', 'Give the lines in one of the two ways.');
	}
	if (specifyLines === 'keep') return undefined;
	if (specifyLines === 'none') return [];
	const given = specifyLines === 'json' ? lineItemsJson : lineItems;
	const field = specifyLines === 'json' ? 'lineItemsJson' : 'lineItems';
	return given.map((one, index) => lineBody(`${field}.${index}.`, one));
}

function lineBody(field: string, given: Readonly<Record<string, unknown>>): Body {
	const { type, ...rest } = given;
	const counted = /Minor$|_minor$|^inexact$|^id$/;
	const body = checkedLine(
		field,
		bodyOf(Object.fromEntries(Object.entries(rest).filter(([name]) => !counted.test(name)))),
	);
	checkTaxes(field, body);
	const known: Readonly<Record<string, string>> = typeIds;
	const typeId = typeof type === 'string' ? known[type] : undefined;
	return typeId === undefined ? body : { ...body, type_id: typeId };
}
