import type { SheetField, SheetRole } from '../fields';
import { words } from '../headers/normalise';
import type { Assigned } from './assignFields';
import { moneyFields, numberFields } from './decideReadings';
import type { RowShape } from './rowKind';

const keys: Readonly<Record<SheetRole, readonly SheetField[]>> = {
	invoices: ['number', 'customerName', 'customerCode'],
	payments: ['number', 'customerName', 'customerCode'],
	customers: ['customerName', 'customerCode'],
	other: [],
};

const never: readonly SheetField[] = ['issuedOn', 'paidOn', 'dueOn', 'customerEmail', 'vatNumber'];

/** Where the rows of a tab have what tells their kind. */
export function rowShape(
	role: SheetRole,
	columns: ReadonlyArray<{ readonly column: number; readonly text: string }>,
	assigned: ReadonlyMap<number, { readonly field: Assigned['field'] }>,
): RowShape {
	const byField = new Map([...assigned].map(([column, { field }]) => [field, column]));
	const columnsOf = (fields: readonly SheetField[]) => fields.flatMap((field) => byField.get(field) ?? []);
	return {
		headers: new Map(columns.map(({ column, text }) => [column, words(text)])),
		keys: columnsOf(keys[role]),
		never: columnsOf(never),
		amounts: columnsOf([...moneyFields, ...numberFields.filter((field) => !moneyFields.includes(field))]),
	};
}
