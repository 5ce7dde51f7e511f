import type { Ninja, NinjaRow } from '../../invoiceNinja';
import { InputError } from '../../kernel/errors';
import { compareDecimals, decimalText, equal, readDecimal, zero } from '../../sprout';
import { textOf } from '../conflicts';
import { amountOf, sproutMakers, textIn, type Makers, type MakingContext, type Refreshed } from '../makers';
import { keyAtNinja } from '../planned';
import type { MigrationRow } from '../rows';
import { findClient } from './findClient';

const number = (row: NinjaRow, field: string) => amountOf(row[field]) ?? zero;
const isOurs = ({ keyField, source }: MakingContext, row: NinjaRow, key: string) =>
	textOf(row, `custom_value${keyField}`) === keyAtNinja(source, key);

/**
 * How what was imported is found: a client by its link, its ID number, its address or its name, an invoice by its number. An
 * invoice that somebody else made is never changed. One that an earlier batch made is brought up to date, unless it has
 * payments.
 */
export const importMakers: Makers = {
	client: { ...sproutMakers.client, find: findClient },
	invoice: {
		...sproutMakers.invoice,
		find: async (context, row) => {
			const found = await sameNumber(context.ninja, textIn(row.plan.body.number));
			if (!found || isOurs(context, found, row.sourceKey)) return found;
			const other = differenceTo(context, row, found);
			if (other === undefined) return found;
			throw new InputError(
				'number',
				`is at Invoice Ninja already, with another ${other}. It is not changed`,
				'Correct one of the two, and run the failed rows again.',
				'conflict',
			);
		},
		refresh,
	},
	payment: { ...sproutMakers.payment, needless },
};

async function sameNumber(ninja: Ninja, wanted: string): Promise<NinjaRow | undefined> {
	const query = { filters: { number: wanted }, states: ['active', 'archived'], limit: 5 } as const;
	return (await ninja.list('invoice', query)).find((invoice) => textOf(invoice, 'number') === wanted);
}

/** The first thing in which an invoice at Invoice Ninja is other than the planned one. */
function differenceTo({ idOf }: MakingContext, { plan }: MigrationRow, found: NinjaRow): string | undefined {
	if (textOf(found, 'client_id') !== idOf('client', plan.clientKey)) return 'client';
	const has = number(found, 'amount');
	if (!equal(has, readDecimal(plan.expectedTotal ?? '') ?? zero)) {
		return `total: ${decimalText(has, 2)}, and not ${plan.expectedTotal ?? ''}`;
	}
	const date = textIn(plan.body.date);
	return textOf(found, 'date') === date ? undefined : `date: ${textOf(found, 'date')}, and not ${date}`;
}

async function refresh(context: MakingContext, row: MigrationRow, found: NinjaRow): Promise<Refreshed | undefined> {
	if (!isOurs(context, found, row.sourceKey)) return undefined;
	const { client_id: _, ...body } = row.plan.body;
	const isSame =
		differenceTo(context, row, found) === undefined && textOf(found, 'due_date') === textIn(row.plan.body.due_date);
	if (isSame) return undefined;
	const other = differenceTo(context, row, found) ?? 'due date';
	const isOpen = textOf(found, 'status_id') === '1' || textOf(found, 'status_id') === '2';
	if (!isOpen || !equal(number(found, 'paid_to_date'), zero) || other === 'client') {
		return {
			row: found,
			differs: true,
			words: `It is there with another ${other}. It is paid or closed, and not changed.`,
		};
	}
	const changed = await context.ninja.update('invoice', found.id, body);
	return { row: changed, differs: false, words: 'An earlier import made it, and it was changed.' };
}

/** An invoice that was there before may be paid there: then its payment is not made a second time. */
async function needless(context: MakingContext, { plan }: MigrationRow): Promise<string | undefined> {
	if (context.madeInvoice(plan.invoiceKey)) return undefined;
	const invoice = await context.ninja.get('invoice', context.idOf('invoice', plan.invoiceKey), []);
	if (!invoice) return undefined;
	// A draft owes nothing, and a payment makes it owe its amount.
	const open = number(invoice, textOf(invoice, 'status_id') === '1' ? 'amount' : 'balance');
	if (compareDecimals(open, readDecimal(plan.applied ?? '') ?? zero) >= 0) return undefined;
	return `Its invoice was there before, and owes only ${decimalText(open, 2)} at Invoice Ninja: no payment is made.`;
}
