import { z } from 'zod';
import { isoDay, isOverdue, kindOf, rowStates, type NinjaParameters, type RowState } from '../../../core/invoiceNinja';
import { textLimits } from '../../../core/kernel/textLimits';
import {
	additional,
	anyOf,
	choice,
	dateTime,
	listFields,
	several,
	text,
	toggle,
	type Fields,
} from '../../shared/field';
import { date, line, moment } from '../fields/values';
import { simplify } from './common';
import { openTranslation } from './currencies';
import { JsonRows } from '../../shared/operation';
import { made } from './create';
import { labelled, type RecordKind } from './recordKind';

const withClient = toggle('With Client', z.boolean(), {
	default: true,
	description: 'Whether each row brings its client along',
});

const filtersOf = ({ entity, filters = {}, computedStatuses = [], sorts, many }: RecordKind): Fields => ({
	states: several('States', rowStates, { description: `Active ${many} only, if none is chosen` }),
	search: text('Search', z.string().trim().min(1).max(textLimits.search), { description: 'Only those with this text' }),
	updatedSince: dateTime('Updated Since', moment, { description: 'Only those that changed at or after this time' }),
	createdSince: dateTime('Created Since', moment, { description: 'Only those that are as new as this time or newer' }),
	sortBy: choice('Sort By', labelled([...sorts, 'id']), { default: 'id' }),
	sortOrder: choice('Sort Order', { asc: 'Ascending', desc: 'Descending' }),
	...(computedStatuses.length > 0
		? { statuses: several('Statuses', computedStatuses, { description: 'Only those of these statuses' }) }
		: {}),
	...(kindOf(entity).include.includes('client') ? { withClient } : {}),
	...filters,
});

/** Filters of rows that have a date. */
export const dateFilters = {
	dateFrom: date('Date From'),
	dateTo: date('Date To'),
} as const satisfies Fields;

export const dueDateFilters = {
	dueDateFrom: date('Due Date From'),
	dueDateTo: date('Due Date To'),
} as const satisfies Fields;

export const numberFilter = { number: line('Number') } as const satisfies Fields;

interface Asked {
	readonly returnAll: boolean;
	readonly limit: number;
	readonly filters: Filters;
	readonly simplify: boolean;
}
type Filters = Readonly<Record<string, unknown>> & {
	readonly states?: readonly RowState[];
	readonly statuses?: readonly string[];
	readonly withClient?: boolean;
	readonly sortBy?: string;
	readonly sortOrder?: string;
};

/** `List` of a kind. */
export const listOperation = (kind: RecordKind) =>
	made({
		name: 'list',
		label: 'List',
		action: `List ${kind.many}`,
		description: `Return ${kind.many}, active ones only unless other states are chosen`,
		fields: { ...listFields, filters: additional('Filters', filtersOf(kind), { placeholder: 'Add Filter' }), simplify },
		run: async (context, given) => {
			const { returnAll, limit, filters, simplify: simple } = given as unknown as Asked;
			const most = returnAll ? Number.POSITIVE_INFINITY : limit;
			const states = anyOf(filters.states) ?? (['active'] as const);
			const asked = parametersOf(filters);
			const onlyOverdue = filters.statuses?.length === 1 && filters.statuses[0] === 'overdue';
			const check = { states, filters: asked, today: isoDay(new Date()) };
			const { sortBy, sortOrder = 'asc' } = filters;
			const include = kindOf(kind.entity).include.filter((name) => name !== 'client' || filters.withClient === true);
			const pages = context.ninja.pages(kind.entity, {
				states,
				filters: asked,
				include,
				...(sortBy ? { sort: `${sortBy}|${sortOrder}` } : {}),
				...(returnAll || onlyOverdue ? {} : { limit }),
			});
			const translate = openTranslation(context.ninja, kind.entity);
			const rows: object[] = [];
			for await (const page of pages) {
				const wanted = onlyOverdue ? page.filter((row) => isOverdue(row, check)) : page;
				for (const row of simple ? await translate(wanted) : wanted) {
					if (rows.length >= most) return new JsonRows(rows);
					rows.push(row);
				}
			}
			return new JsonRows(rows);
		},
	});

/** The filters in the names of Invoice Ninja. */
function parametersOf({ states: _, sortBy: __, sortOrder: ___, withClient: ____, ...given }: Filters): NinjaParameters {
	const { search, updatedSince, createdSince, statuses, dateFrom, dateTo, dueDateFrom, dueDateTo, ...rest } = given;
	const plain = Object.entries(rest).filter(([, value]) => value !== undefined);
	const named = plain.map(([name, value]) => [
		name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
		String(value),
	]);
	return {
		...(Object.fromEntries(named) as Record<string, string>),
		filter: search as string | undefined,
		updated_at: updatedSince as number | undefined,
		created_at: createdSince as number | undefined,
		client_status: anyOf(statuses)?.join(','),
		date_range: rangeOf(dateFrom, dateTo),
		due_date_range: rangeOf(dueDateFrom, dueDateTo),
	};
}

/** From and to, both included. An open end is as far as dates go. */
function rangeOf(from: unknown, to: unknown): string | undefined {
	if (from === undefined && to === undefined) return undefined;
	const dayOr = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise);
	return `${dayOr(from, '1970-01-01')},${dayOr(to, '2999-12-31')}`;
}
