import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import { nameList } from './answers';
import { legacyValue } from './legacyAnswer';
import type { DirectAdmin } from './transport';

/** An address with its details from DirectAdmin, which are JSON or url-encoded text. */
const told = z
	.union([z.string().transform((text) => legacyValue(text)), z.unknown()])
	.pipe(z.object({ status: z.string() }).transform(({ status }) => status.toLowerCase()));
const addresses = z.union([
	nameList.transform((names) => names.map((address) => ({ address, status: 'free' }))),
	z
		.record(z.string(), told)
		.transform((found) => Object.entries(found).map(([address, status]) => ({ address, status }))),
]);

/** In order of preference. An `owned` address belongs to somebody. */
const usable = ['shared', 'server', 'free'];

/**
 * Returns the address for a new account: a shared address, else the server's own, else a free one. Of several it
 * chooses the lowest, so that a repeated order gets the same address.
 *
 * @throws ExternalError `limit` when the log-in has no address to assign.
 */
export async function chooseAddress(da: DirectAdmin): Promise<string> {
	const all = await da.command({ name: 'CMD_API_SHOW_RESELLER_IPS', fields: { action: 'all' } }, addresses);
	const [best] = all
		.filter(({ address, status }) => usable.includes(status) && !address.includes(':'))
		.sort((one, other) => rank(one.status) - rank(other.status) || number(one.address) - number(other.address));
	if (best) return best.address;
	throw new ExternalError(
		'limit',
		`DirectAdmin has no IP address that '${da.username}' could give to an account`,
		'Give the admin or reseller a shared or free address in IP Management.',
	);
}

const rank = (status: string) => usable.indexOf(status);
const number = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
