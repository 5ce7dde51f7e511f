import { z } from 'zod';
import { currencyCode } from '../../../core/customers';
import { InputError } from '../../../core/kernel/errors';
import { money } from '../../../core/kernel/money';
import { mostEntries, textLimits } from '../../../core/kernel/textLimits';
import { type Line } from '../../../core/stripe';
import { choice, json, optional, type Field } from '../../shared/field';
import { jsonValue } from '../../shared/jsonValue';

/** A line: a price of Stripe, or a name with an amount. */
const line = z
	.object({
		priceId: optional(z.string().trim().max(textLimits.providerId)),
		name: optional(z.string().trim().max(textLimits.name)),
		amountMinor: z.preprocess(
			(value) => (value === 0 || value === '' || value === null ? undefined : value),
			z.number().int('must be a whole number').min(1, 'must be above 0').optional(),
		),
		currency: optional(z.string().trim().toUpperCase().pipe(currencyCode)),
		quantity: z.number().int().min(1, 'must be at least 1').default(1),
	})
	.transform(({ priceId, name, amountMinor, currency, quantity }, context): Line => {
		if (priceId !== undefined) return { priceId, quantity };
		if (name !== undefined && amountMinor !== undefined && currency !== undefined)
			return { name, unitAmount: money(amountMinor, currency), quantity };
		context.addIssue('has neither a price, nor a name with an amount and its currency');
		return z.NEVER;
	});

const filledIn: Field<z.ZodType<Line[]>> = {
	schema: z.preprocess(
		(value) => z.object({ line: z.array(z.unknown()) }).safeParse(value).data?.line ?? [],
		z.array(line).max(mostEntries),
	),
	control: {
		displayName: 'Lines',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Line',
		default: {},
		options: [
			{
				displayName: 'Line',
				name: 'line',
				values: [
					{
						displayName: 'Amount (Minor Units)',
						name: 'amountMinor',
						type: 'number',
						default: 0,
						description: 'Of one piece, in the smallest unit of ISO 4217: 1250 EUR is €12.50',
					},
					{
						displayName: 'Currency',
						name: 'currency',
						type: 'string',
						default: '',
						placeholder: 'e.g. EUR',
					},
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						description: 'What the customer reads on the page',
					},
					{
						displayName: 'Price ID',
						name: 'priceId',
						type: 'string',
						default: '',
						placeholder: 'e.g. price_1MoBy5LkdIwHu7ix',
						description: 'A price of Stripe. Then the name, the amount and the currency do not count.',
					},
					{ displayName: 'Quantity', name: 'quantity', type: 'number', default: 1, typeOptions: { minValue: 1 } },
				],
			},
		],
		displayOptions: { show: { specifyLines: ['fields'] } },
	},
};

const listed = z.preprocess(
	(value) => (value === undefined || value === null || (typeof value === 'string' && value.trim() === '') ? [] : value),
	jsonValue(z.array(line).max(mostEntries), textLimits.json, 'must be a JSON list of lines'),
);

/** The lines from the form or from JSON. */
export const lineFields = {
	specifyLines: hideable(choice('Specify Lines', { fields: 'Using Fields Below', json: 'Using JSON' })),
	lines: filledIn,
	linesJson: json('Lines', listed, {
		default: '[]',
		placeholder: 'e.g. [{"name": "Hosting, a year", "amountMinor": 9900, "currency": "EUR", "quantity": 1}]',
		description: 'A list of lines: priceId, or name with amountMinor and currency; and quantity',
		displayOptions: { show: { specifyLines: ['json'] } },
	}),
} as const;

/**
 * Only the chosen one of the two has lines.
 *
 * @throws InputError when neither has one.
 */
export function linesOf({
	lines,
	linesJson,
}: {
	readonly lines: readonly Line[];
	readonly linesJson: readonly Line[];
}) {
	const all = [...lines, ...linesJson];
	if (all.length === 0) throw new InputError('lines', 'has no line', 'Say what is sold.');
	return all;
}

/** How often it is paid; the editor hides it where it is paid once. */
export const every = hideable(choice('Every', { month: 'Month', year: 'Year', week: 'Week', day: 'Day' }));

/** A field has no value while the editor hides it. */
function hideable<S extends z.ZodType>({ schema, control }: Field<S>) {
	return { schema: optional(schema), control };
}
