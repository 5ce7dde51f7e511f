import { z } from 'zod';
import { readAs } from './listing';
import type { NinjaTransport } from './transport';

const named = z.object({ id: z.coerce.string(), name: z.string() });
const listOf = <S extends z.ZodType>(one: S) => z.array(one).catch([]);

/** Reference data of a server: countries, currencies, kinds of payments and so on. */
const statics = z.object({
	/** Without them nothing can be said of amounts: an answer that has none is another one. */
	currencies: z.array(named.extend({ code: z.string() })),
	countries: listOf(named.extend({ iso_3166_2: z.string().catch('') })),
	payment_types: listOf(named),
	industries: listOf(named),
	sizes: listOf(named),
	languages: listOf(named.extend({ locale: z.string().catch('') })),
});
export type NinjaStatics = Readonly<z.output<typeof statics>>;

const wrapped = z.union([z.object({ data: statics }).transform(({ data }) => data), statics]);

/** @throws ExternalError in Invoice Ninja's words. */
export async function readStatics(transport: NinjaTransport): Promise<NinjaStatics> {
	return readAs(wrapped, await transport.json({ method: 'GET', path: '/statics' }), 'GET /statics');
}
