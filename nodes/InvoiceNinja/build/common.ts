import { z } from 'zod';
import { minorOf, sentAmount, type NinjaRow, type OurRow } from '../../../core/invoiceNinja';
import { ExternalError, InputError } from '../../../core/kernel/errors';
import { toggle, type Field } from '../../shared/field';
import type { NinjaContext } from '../context';
import { apiName, type Body } from '../fields/body';
import { rowLocator } from '../fields/references';
import type { RecordKind } from './recordKind';

/** The row that an operation is about. */
export const rowField = ({ label, resource }: RecordKind, more: Partial<Field['control']> = {}) =>
	rowLocator(label, resource, { required: true, ...more });

export const simplify = toggle('Simplify', z.boolean().default(true), {
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
});

/** A row in the pack's words, or as Invoice Ninja sends it without secrets. */
export async function shown(
	{ ninja }: NinjaContext,
	{ entity }: RecordKind,
	row: NinjaRow,
	simple: boolean,
): Promise<OurRow | NinjaRow> {
	return simple ? await ninja.translated(entity, row) : row;
}

/** @throws ExternalError when the company has no such row. */
export function found<Row>(row: Row | undefined, { label }: RecordKind, id: string): Row {
	if (row !== undefined) return row;
	throw new ExternalError(
		'not_found',
		`Invoice Ninja has no ${label} with the ID ${id}, or the token may not see it`,
		'Check the ID, and whether it is of the company of the credential.',
	);
}

/**
 * Checks the amounts of a body against the currency that they will be in, and drops the noise of sums of floats.
 *
 * @param known what is known of the row: its client, or the row itself.
 */
export async function withAmounts(
	{ ninja }: NinjaContext,
	{ entity, amounts = [] }: RecordKind,
	body: Body,
	known: () => Promise<NinjaRow>,
): Promise<Body> {
	const given = amounts.map(apiName).filter((name) => typeof body[name] === 'number');
	if (given.length === 0) return body;
	const currency = await ninja.currencyOf(entity, await known());
	const checked = given.map((name) => {
		const minor = minorOf(name, z.number().parse(body[name]), currency);
		return [name, sentAmount(minor, currency)];
	});
	return { ...body, ...(Object.fromEntries(checked) as Body) };
}

/** @throws InputError when there is nothing to change. */
export function mustChange(body: Body, field: string): void {
	if (Object.keys(body).length > 0) return;
	throw new InputError(field, 'has nothing in it', 'Give at least one field to change.');
}
