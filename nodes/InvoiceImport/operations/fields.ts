import { z } from 'zod';
import type { ReadingWishes } from '../../../core/importDesk';
import {
	type lookAlikeRules,
	type problemRules,
	standardRules,
	type transactionRules,
	type unknownCustomerRules,
	type ImportRules,
} from '../../../core/imports';
import { type dateOrders, type decimalSigns, type SheetField } from '../../../core/invoiceSheets';
import { languageNames } from '../../../core/kernel/languages';
import { textLimits } from '../../../core/kernel/textLimits';
import { choice, number, text, toggle, type Field, type Fields, type ParametersOf } from '../../shared/field';
import { allFields } from '../fieldsOfInvoices';

export const inputFile = text('Input Data Field Name', z.string().trim().min(1, 'is missing').max(textLimits.key), {
	default: 'data',
	required: true,
	hint: 'The name of the input field containing the spreadsheet',
});

export const outputFile = text('Put Output File in Field', z.string().trim().min(1, 'is missing').max(textLimits.key), {
	default: 'data',
	required: true,
	hint: 'The name of the output field to put the file in',
});

export const companyCode = text(
	'Company Code',
	z
		.string()
		.trim()
		.max(textLimits.key)
		.transform((code) => code || 'main'),
	{
		placeholder: 'e.g. main',
		description: 'The company of the back office whose invoices they are. Empty for main.',
	},
);

export const batchId = text('Batch ID', z.uuid('must be the ID of an import'), {
	required: true,
	placeholder: 'e.g. {{ $json.batchId }}',
	description: 'The import, as Workbook: Import or Batch: List gives it',
});

export const pageLanguage = choice('Language', languageNames, {
	description: 'The language of headers and reasons in the file',
});

const mapper = z.object({ mappingMode: z.string(), value: z.record(z.string(), z.unknown()).nullable().default({}) });

const header = z.string().max(textLimits.name);

/** The headers that the operator gives by hand; none when the columns are found out. */
export const columns: Field<z.ZodType<Partial<Record<SheetField, readonly string[]>>>> = {
	schema: mapper.nullish().transform((held) => {
		if (held?.mappingMode !== 'defineBelow') return {};
		const named = allFields.flatMap((field) => {
			const said = header.safeParse(held.value?.[field]).data?.trim();
			return said ? [[field, [said]] as const] : [];
		});
		return Object.fromEntries(named);
	}),
	control: {
		displayName: 'Columns',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'autoMapInputData', value: null },
		description: 'Which header each field has in the spreadsheet. Headers in English, French and Dutch are found out.',
		typeOptions: {
			resourceMapper: {
				resourceMapperMethod: 'fieldsOfInvoices',
				mode: 'add',
				fieldWords: { singular: 'field', plural: 'fields' },
				addAllFields: false,
				multiKeyMatch: false,
				supportAutoMap: true,
			},
		},
	},
};

const labels = {
	unknownCustomers: { create: 'Add Them', reject: 'Reject Their Rows' },
	lookAlikes: {
		ask: 'Reject Their Rows',
		same: 'Take the Known Customer',
		different: 'Add Them as Others',
	},
	onProblem: { import_rest: 'Import the Others', import_nothing: 'Import Nothing' },
	transaction: { file: 'Whole File at Once', rows: '1,000 Invoices at a Time' },
} as const satisfies {
	readonly unknownCustomers: Record<(typeof unknownCustomerRules)[number], string>;
	readonly lookAlikes: Record<(typeof lookAlikeRules)[number], string>;
	readonly onProblem: Record<(typeof problemRules)[number], string>;
	readonly transaction: Record<(typeof transactionRules)[number], string>;
};

/** How an import decides. */
export const ruleFields = {
	unknownCustomers: choice('Unknown Customers', labels.unknownCustomers, {
		default: standardRules.unknownCustomers,
		description: 'What becomes of rows whose customer is not in the back office',
	}),
	lookAlikes: choice('Look-Alike Customers', labels.lookAlikes, {
		default: standardRules.lookAlikes,
		description: 'What becomes of rows whose customer is nearly called as one that is known, such as ACME and Acme BV',
	}),
	onProblem: choice('If Rows Have a Problem', labels.onProblem, {
		default: standardRules.onProblem,
		description: 'Whether a mistake keeps only its own row out, or the whole file',
	}),
	transaction: choice('Write', labels.transaction, {
		default: standardRules.transaction,
		description:
			'Whether a crash leaves the whole file out, or what was written until then. Either way nothing is written before the file was read to its end.',
	}),
	missingDueDays: number('Days Until Due', z.number().int().min(0).max(365, 'must be 365 at the most'), {
		default: standardRules.missingDueDays,
		typeOptions: { minValue: 0, maxValue: 365 },
		description: 'When an invoice is due of which the spreadsheet does not say it, in days after its date',
	}),
} as const satisfies Fields;

const dateOrderLabels = {
	dmy: 'Day, Month, Year',
	mdy: 'Month, Day, Year',
	ymd: 'Year, Month, Day',
} as const satisfies Record<(typeof dateOrders)[number], string>;
const signLabels = { ',': 'Comma (1.234,56)', '.': 'Point (1,234.56)' } as const satisfies Record<
	(typeof decimalSigns)[number],
	string
>;

/** How a spreadsheet is read, where the file itself does not say it. */
export const readingFields = {
	dateOrder: choice('Order of Dates', dateOrderLabels, {
		description: 'How dates such as 03/04/2026 are read. Needed only when no other date of the column tells.',
	}),
	decimalSign: choice('Decimal Sign', signLabels, {
		description: 'How amounts such as 1.234 are read. Needed only when no other amount of the column tells.',
	}),
	currency: text(
		'Currency',
		z
			.string()
			.trim()
			.toUpperCase()
			.regex(/^[A-Z]{3}$/, 'must be a code such as EUR'),
		{ placeholder: 'e.g. EUR', description: 'Of rows that name none' },
	),
	hiddenTabs: toggle('Read Hidden Tabs', z.boolean(), {
		description: 'Whether to read tabs that are hidden as well',
	}),
	skipHiddenRows: toggle('Leave Out Hidden Rows', z.boolean(), {
		description: 'Whether to leave out rows that are hidden, such as those that a filter hides',
	}),
} as const satisfies Fields;

type Options = Partial<ParametersOf<typeof ruleFields & typeof readingFields>>;

/** The wishes for the reading, as an operator chose them. */
export function readingOf(
	{ dateOrder, decimalSign, currency, hiddenTabs, skipHiddenRows }: Options,
	headers: Partial<Record<SheetField, readonly string[]>>,
): ReadingWishes {
	return {
		headers,
		everySheet: {
			...(dateOrder && { dateOrder }),
			...(decimalSign && { decimalSign }),
			...(currency && { currency }),
		},
		...(hiddenTabs !== undefined && { hiddenTabs }),
		...(skipHiddenRows !== undefined && { skipHiddenRows }),
	};
}

/** The rules, as an operator chose them; what is not chosen is absent. */
export function chosenRules({
	unknownCustomers,
	lookAlikes,
	onProblem,
	transaction,
	missingDueDays,
}: Options): Partial<Omit<ImportRules, 'companyCode'>> {
	return {
		...(unknownCustomers && { unknownCustomers }),
		...(lookAlikes && { lookAlikes }),
		...(onProblem && { onProblem }),
		...(transaction && { transaction }),
		...(missingDueDays !== undefined && { missingDueDays }),
	};
}
