import type { NinjaRow } from '../../invoiceNinja';
import { InputError } from '../../kernel/errors';
import { textOf } from '../conflicts';
import { everyState, isThere, textIn, type MakingContext } from '../makers';
import type { MigrationRow } from '../rows';

/**
 * The client that a customer is: the one to which it is linked, then the one with its code as ID number, then the only one
 * with its address, then the only one with its name. Clients of other customers are passed over.
 *
 * @throws InputError when several have the address or the name, the linked one is gone, or it has another currency.
 */
export async function findClient(context: MakingContext, row: MigrationRow): Promise<NinjaRow | undefined> {
	const found = (await linked(context, row)) ?? (await byNumber(context, row)) ?? (await bySaid(context, row));
	if (found && isThere(found)) await checkCurrency(context, row, found);
	return found;
}

async function linked({ ninja, links }: MakingContext, { sourceKey }: MigrationRow): Promise<NinjaRow | undefined> {
	const id = await links.of(sourceKey);
	if (id === null) return undefined;
	const client = await ninja.get('client', id, []);
	if (client && isThere(client)) return client;
	throw new InputError(
		'invoiceNinjaClientId',
		`is of no client any more: ${id}`,
		'Restore the client at Invoice Ninja, or empty the field with MSP Customers → Customer: Update.',
		'conflict',
	);
}

async function byNumber({ ninja }: MakingContext, { plan }: MigrationRow): Promise<NinjaRow | undefined> {
	const code = textIn(plan.body.id_number);
	const found = await ninja.list('client', { filters: { id_number: code }, states: everyState, limit: 5 });
	const same = found.filter((client) => textOf(client, 'id_number') === code);
	return same.find(isThere) ?? same[0];
}

/** More clients of one address or name than this are never one. */
const looked = 50;

async function bySaid(context: MakingContext, row: MigrationRow): Promise<NinjaRow | undefined> {
	const [email] = emailsOf(row.plan.body);
	if (email !== undefined) {
		const found = await only(context, row, 'email', email, (client) => emailsOf(client).includes(email));
		if (found) return found;
	}
	const name = textIn(row.plan.body.name);
	return await only(
		context,
		row,
		'name',
		name,
		(client) => textOf(client, 'name').toLowerCase() === name.toLowerCase(),
	);
}

async function only(
	{ ninja, links }: MakingContext,
	row: MigrationRow,
	field: 'email' | 'name',
	value: string,
	isSame: (client: NinjaRow) => boolean,
): Promise<NinjaRow | undefined> {
	const found = await ninja.list('client', {
		...{ filters: { [field]: value }, states: ['active', 'archived'], limit: looked },
	});
	const same: NinjaRow[] = [];
	for (const client of found.filter(isSame)) {
		if (!(await links.isOthers(client, row.sourceKey))) same.push(client);
	}
	if (same.length <= 1) return same[0];
	throw new InputError(
		field,
		`is that of ${same.length} clients at Invoice Ninja: ${value}`,
		`Write ${textIn(row.plan.body.id_number)} into the ID Number of the right one, and run the failed rows again.`,
		'conflict',
	);
}

function emailsOf({ contacts }: Readonly<Record<string, unknown>>): string[] {
	if (!Array.isArray(contacts)) return [];
	return contacts.flatMap((contact: { readonly email?: unknown }) => {
		const email = textIn(contact.email).toLowerCase();
		return email === '' ? [] : [email];
	});
}

async function checkCurrency({ ninja }: MakingContext, { plan }: MigrationRow, client: NinjaRow): Promise<void> {
	const has = await ninja.currencyOf('client', client);
	const { currency_id: wanted } = (plan.body.settings ?? {}) as { readonly currency_id?: unknown };
	const { currencies } = await ninja.statics();
	const code = currencies.find(({ id }) => id === wanted)?.code;
	if (code === undefined || code === has) return;
	throw new InputError(
		'currency',
		`of the client at Invoice Ninja is ${has}, and the invoices are in ${code}`,
		'Import them for a customer of its own, or change the currency of the client.',
		'conflict',
	);
}
