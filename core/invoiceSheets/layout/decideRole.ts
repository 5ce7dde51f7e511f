import { recordKinds, type RecordKind, type SheetField, type SheetRole } from '../fields';
import type { HeaderMatcher, LabelNames } from '../headers';
import { words } from '../headers/normalise';
import { monthOf } from '../values/months';
import type { Assigned } from './assignFields';
import type { ColumnHeader } from './findHeader';

type AssignedFields = ReadonlyMap<number, Assigned>;

/** How much a field says about the kind of its tab. */
const weights: Readonly<Record<RecordKind, Readonly<Partial<Record<SheetField, number>>>>> = {
	invoices: {
		number: 2,
		issuedOn: 1.5,
		dueOn: 3,
		customerName: 1,
		customerCode: 1,
		net: 2,
		taxRate: 1,
		tax: 2,
		total: 2,
		paid: 1,
		balance: 2,
		status: 2,
		lineTotal: 2,
		lineUnitPrice: 2,
		lineQuantity: 1,
		lineDescription: 1,
	},
	payments: { number: 1, paidOn: 1, amount: 1.5, method: 3, reference: 1, customerName: 0.5, customerCode: 0.5 },
	customers: { customerName: 1.5, customerCode: 1.5, customerEmail: 1.5, vatNumber: 1.5, language: 2 },
};

/** What the name of a tab says. Months and quarters are how people split their invoices. */
export function roleByName(name: string, { tabs }: LabelNames): SheetRole | 'period' | null {
	const plain = words(name);
	const known = (text: string) =>
		(['invoices', 'payments', 'customers', 'other'] as const).find((role) => tabs[role].has(text));
	const whole = known(plain);
	if (whole) return whole;
	const tokens = plain.split(' ');
	const telling = tokens.filter(
		(token) => !/^\d+$/.test(token) && monthOf(token) === undefined && !/^[qtk][1-4]$/.test(token),
	);
	if (telling.length === 0) return 'period';
	const [only, more] = new Set(telling.flatMap((token) => known(token) ?? []));
	// "Revenue per customer" names two.
	return known(telling.join(' ')) ?? (more === undefined ? (only ?? null) : null);
}

const fieldsIn = (assigned: AssignedFields): Set<SheetField> =>
	new Set([...assigned.values()].flatMap(({ field }) => (field === null ? [] : [field])));

/** The fields without which a tab of the kind cannot be read; of each group one is enough. The first is the one asked for. */
export const requiredFields: Readonly<Record<RecordKind, ReadonlyArray<readonly SheetField[]>>> = {
	invoices: [
		['number'],
		['issuedOn'],
		['customerName', 'customerCode', 'customerEmail', 'vatNumber'],
		['total', 'net', 'lineTotal', 'lineUnitPrice'],
	],
	payments: [['number'], ['paidOn'], ['amount']],
	customers: [['customerName', 'customerCode', 'customerEmail']],
};

/** The required fields that no column holds. Net alone is not enough for an invoice: its tax is missing. */
export function missingFields(kind: RecordKind, assigned: AssignedFields): SheetField[] {
	const held = fieldsIn(assigned);
	const missing = requiredFields[kind].flatMap((group) =>
		group.some((field) => held.has(field)) ? [] : group.slice(0, 1),
	);
	const netAlone =
		kind === 'invoices' &&
		held.has('net') &&
		!['total', 'tax', 'taxRate', 'lineTotal', 'lineUnitPrice'].some((field) => held.has(field as SheetField));
	return netAlone ? [...missing, 'total'] : missing;
}

function isWhole(kind: RecordKind, held: ReadonlySet<SheetField>): boolean {
	if (kind === 'invoices') {
		return (
			held.has('number') &&
			held.has('issuedOn') &&
			(['total', 'net', 'balance', 'lineTotal', 'lineUnitPrice'] as const).some((field) => held.has(field))
		);
	}
	if (kind === 'payments') {
		const clue = (['number', 'reference', 'customerName', 'customerCode'] as const).some((field) => held.has(field));
		return held.has('paidOn') && held.has('amount') && clue;
	}
	return (held.has('customerName') || held.has('customerCode')) && held.size >= 2;
}

/** Decides what a tab is for, by its fields and its name. */
export function decideRole(
	name: string,
	columns: readonly ColumnHeader[],
	assignedAs: Readonly<Record<RecordKind, AssignedFields>>,
	matcher: HeaderMatcher,
	labels: LabelNames,
): SheetRole {
	const named = roleByName(name, labels);
	const scored = recordKinds.map((kind) => {
		const held = fieldsIn(assignedAs[kind]);
		const score = [...held].reduce((sum, field) => sum + (weights[kind][field] ?? 0.25), 0);
		const bonus = named === kind ? 4 : named === 'period' && kind === 'invoices' ? 2 : 0;
		return {
			kind,
			held,
			whole: isWhole(kind, held),
			score: score + bonus + clearNames(kind, columns, assignedAs[kind], matcher),
		};
	});
	const invoice = scored.some(({ kind, whole }) => kind === 'invoices' && whole);
	const likely = scored
		.filter(
			({ kind, whole, held }) =>
				whole && !(kind === 'customers' && (invoice || notOnlyCustomers(columns, held, matcher))),
		)
		.sort((one, other) => other.score - one.score);
	const [best] = likely;
	// A tab of invoices in which a column is missing looks like payments: its name knows better.
	const sure = scored.find(({ kind, held }) => kind === named && kind !== 'customers' && held.size >= 3);
	if (sure && best && best.kind !== 'customers' && best.kind !== sure.kind && !sure.whole) return sure.kind;
	if (best && (named !== 'other' || best.held.size >= 4)) return best.kind;
	// The name says it, and some of its fields are there: a person is asked for the others.
	const byName = scored.find(
		({ kind, held }) =>
			(named === kind || (named === 'period' && kind === 'invoices')) && held.size >= (held.has('number') ? 2 : 3),
	);
	if (byName) return byName.kind;
	const nearly = scored.find(({ kind, held }) => kind === 'invoices' && held.has('number') && held.size >= 3);
	return nearly && named !== 'other' ? nearly.kind : 'other';
}

/** "Payment date" says more than "date": in a tab of invoices it would be no field. */
function clearNames(
	kind: RecordKind,
	columns: readonly ColumnHeader[],
	assigned: AssignedFields,
	matcher: HeaderMatcher,
): number {
	const other = kind === 'invoices' ? 'payments' : 'invoices';
	const clear = columns.filter(({ column, words }) => {
		const field = assigned.get(column)?.field;
		return (field === 'issuedOn' || field === 'paidOn') && matcher(other, words)[0]?.field === 'none';
	});
	return kind === 'customers' ? 0 : clear.length * 2.5;
}

/** Amounts by customer are a report, not a list of customers. */
function notOnlyCustomers(
	columns: readonly ColumnHeader[],
	held: ReadonlySet<SheetField>,
	matcher: HeaderMatcher,
): boolean {
	const amounts = columns.some(({ words }) => {
		const [match] = matcher('invoices', words);
		return match !== undefined && match.score > 80 && ['net', 'tax', 'total'].includes(match.field);
	});
	return amounts && !held.has('customerEmail') && !held.has('vatNumber');
}
