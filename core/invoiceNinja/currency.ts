import { z } from 'zod';
import { ExternalError } from '../kernel/errors';
import type { NinjaEntity } from './entities';
import type { NinjaRow } from './rows';
import type { NinjaStatics } from './statics';

const currencyId = z
	.union([z.string(), z.number()])
	.nullish()
	.catch(undefined)
	.transform((id) => (id === null || id === undefined || id === '' || id === '0' ? undefined : String(id)));
const settings = z.object({ currency_id: currencyId }).catch({ currency_id: undefined });
const client = z.object({
	group_settings_id: z.string().nullish().catch(undefined),
	settings,
});
const asked = z.object({
	currency_id: currencyId,
	client_id: z.string().nullish().catch(undefined),
	client: client.optional().catch(undefined),
	group_settings_id: z.string().nullish().catch(undefined),
	settings,
});

/** Where the currencies of rows are looked up; each is asked once. */
export interface CurrencySources {
	/** Settings of the company. */
	company(): Promise<unknown>;
	client(id: string): Promise<NinjaRow | undefined>;
	group(id: string): Promise<NinjaRow | undefined>;
	statics(): Promise<NinjaStatics>;
}

/** Rows whose own `currency_id` is the currency of their amounts. */
const ownCurrency: ReadonlySet<NinjaEntity> = new Set([
	'payment',
	'expense',
	'bank_transaction',
	'subscription',
	'vendor',
]);

/**
 * Says in which currency the amounts of a row are: its own, else that of its client, of the client's group, of the company
 * (app/Models/Client.php: its settings are merged in this order).
 *
 * @throws ExternalError when Invoice Ninja names a currency that it does not list.
 */
export async function currencyOfRow(entity: NinjaEntity, row: NinjaRow, sources: CurrencySources): Promise<string> {
	const read = asked.parse(row);
	const own = ownCurrency.has(entity) ? read.currency_id : undefined;
	const id = own ?? (await ofClient(entity, read, sources)) ?? settings.parse(await sources.company()).currency_id;
	// Invoice Ninja's own default is the US dollar, number 1 (app/DataMapper/CompanySettings.php).
	return await codeOf(id ?? '1', sources);
}

async function ofClient(
	entity: NinjaEntity,
	row: z.output<typeof asked>,
	sources: CurrencySources,
): Promise<string | undefined> {
	const own = entity === 'client' ? row : row.client;
	const given = own ?? (row.client_id ? client.safeParse(await sources.client(row.client_id)).data : undefined);
	if (!given) return undefined;
	if (given.settings.currency_id !== undefined) return given.settings.currency_id;
	if (!given.group_settings_id) return undefined;
	const group = await sources.group(given.group_settings_id);
	return z.object({ settings }).safeParse(group).data?.settings.currency_id;
}

async function codeOf(id: string, sources: CurrencySources): Promise<string> {
	const { currencies } = await sources.statics();
	const code = currencies.find((currency) => currency.id === id)?.code.toUpperCase();
	if (code && /^[A-Z]{3}$/.test(code)) return code;
	throw new ExternalError(
		'unknown',
		`Invoice Ninja names the currency ${id.slice(0, 20)} and does not list it`,
		'Look at the currency of the client and of the company in Invoice Ninja.',
	);
}
