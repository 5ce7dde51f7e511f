import { z } from 'zod';
import {
	dateOrders,
	decimalSigns,
	fieldsOfRole,
	sheetRoles,
	type SheetCorrection,
	type SheetField,
	type SheetUnderstanding,
	type WorkbookUnderstanding,
} from '../../invoiceSheets';
import { textLimits } from '../../kernel/textLimits';

/** The names of the controls of the page that shows what was understood, for the page and for its post alike. */
export const controlNames = {
	role: (sheet: number) => `role.${sheet}`,
	field: (sheet: number, column: number) => `field.${sheet}.${column}`,
	dateOrder: (sheet: number) => `dateOrder.${sheet}`,
	decimalSign: (sheet: number) => `decimalSign.${sheet}`,
	currency: (sheet: number) => `currency.${sheet}`,
} as const;

/** The currencies that the page offers. Another one stands in a column of the file. */
export const shownCurrencies = [
	...([
		'EUR',
		'USD',
		'GBP',
		'CHF',
		'AUD',
		'BGN',
		'CAD',
		'CZK',
		'DKK',
		'HUF',
		'JPY',
		'MAD',
		'NOK',
		'PLN',
		'RON',
		'SEK',
		'TND',
	] as const),
	...(['TRY', 'UAH', 'XAF', 'XOF'] as const),
] as const;

/** Stands in a select for "not read", since an empty value stands for "as found out". */
export const notRead = '-';

/** So many columns of a tab are shown: nobody chooses among more on a page. */
export const mostColumns = 60;

export type Corrections = Readonly<Record<number, SheetCorrection>>;

const posted = z.record(z.string(), z.union([z.string().max(textLimits.name), z.array(z.string())]));

/**
 * What a person has corrected, as the post of the page says: what is not as the page showed it, on top of what was corrected
 * before. A value that the page does not offer is passed over.
 */
export function correctionsIn(
	body: unknown,
	{ sheets }: WorkbookUnderstanding,
	before: Corrections,
): Record<number, SheetCorrection> {
	const values = posted.safeParse(body).data ?? {};
	const said = (name: string) => [values[name] ?? []].flat()[0]?.trim();
	return Object.fromEntries(
		sheets.flatMap((sheet) => {
			const corrected = correctionOfSheet(sheet, said, before[sheet.sheet]);
			return Object.keys(corrected).length === 0 ? [] : [[sheet.sheet, corrected] as const];
		}),
	);
}

type Said = (name: string) => string | undefined;

/** The settings of a tab as the post says them. An empty one is found out again. */
const settings = {
	dateOrder: z.enum(dateOrders),
	decimalSign: z.enum(decimalSigns),
	currency: z.string().toUpperCase().pipe(z.enum(shownCurrencies)),
} as const;

function correctionOfSheet(sheet: SheetUnderstanding, said: Said, before: SheetCorrection = {}): SheetCorrection {
	const { dateOrder, decimalSign, currency, fields, ...kept } = before;
	const held = { dateOrder, decimalSign, currency };
	const chosen = Object.entries(settings).flatMap(([name, schema]) => {
		const setting = name as keyof typeof settings;
		const word = said(controlNames[setting](sheet.sheet));
		const value = word === undefined ? held[setting] : schema.safeParse(word).data;
		return value === undefined ? [] : [[setting, value] as const];
	});
	const role = z.enum(sheetRoles).safeParse(said(controlNames.role(sheet.sheet))).data;
	const isOther = role !== undefined && role !== sheet.role;
	// Fields of another role are not chosen by anybody: the page offered those of the role that it showed.
	const columns = isOther ? undefined : (fieldsChosen(sheet, said) ?? fields);
	return { ...kept, ...(isOther && { role }), ...Object.fromEntries(chosen), ...(columns && { fields: columns }) };
}

/** What each shown column is read as, once one of them was chosen: what the form posts is what holds. */
function fieldsChosen(sheet: SheetUnderstanding, said: Said): Record<number, SheetField | null> | undefined {
	if (sheet.role === 'other') return undefined;
	const offered: readonly string[] = fieldsOfRole[sheet.role];
	const isOffered = (word: string): word is SheetField => offered.includes(word);
	const chosen: Record<number, SheetField | null> = {};
	let differs = false;
	for (const { column, field } of shownColumns(sheet)) {
		const word = said(controlNames.field(sheet.sheet, column));
		const isWord = word !== undefined && (word === notRead || isOffered(word));
		const wanted = !isWord ? field : word === notRead ? null : word;
		differs ||= wanted !== field;
		chosen[column] = wanted;
	}
	return differs ? chosen : undefined;
}

/** The columns that the page shows. */
export function shownColumns({ columns }: SheetUnderstanding): SheetUnderstanding['columns'] {
	return columns.filter(({ header, samples }) => header !== '' || samples.length > 0).slice(0, mostColumns);
}
