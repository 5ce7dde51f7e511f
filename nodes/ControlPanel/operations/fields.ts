import { z } from 'zod';
import { domainName } from '../../../core/kernel/domainName';
import { mailAddress } from '../../../core/kernel/mailAddress';
import { locator, optional, password, text } from '../../shared/field';
import { textLimits } from '../../../core/kernel/textLimits';

export const account = locator('Account', z.string().trim().min(1, 'must name an account').max(textLimits.domain), {
	search: 'searchAccounts',
	placeholder: 'e.g. example.com',
	required: true,
	description: 'The hosting account, by its user name or its domain',
});

export const packageName = locator(
	'Package',
	z.string().trim().min(1, 'must name a package of the server').max(textLimits.packageName),
	{
		search: 'searchPackages',
		placeholder: 'e.g. starter',
		required: true,
		description: 'The hosting package, by its name on the server',
	},
);

const chosen = z.string().min(8, 'must have at least 8 characters').max(textLimits.password);

/** The panel may require more than eight characters. Then its error says so. */
export const newPassword = password('Password', chosen, { required: true });
export const chosenPassword = password('Password', optional(chosen), {
	description: 'Leave it empty to generate one. The durable step keeps it encrypted, and nothing shows it.',
});

export const address = text('Address', mailAddress.pipe(z.string().toLowerCase()), {
	required: true,
	placeholder: 'e.g. info@example.com',
});

export const zone = text('Zone', optional(domainName), {
	placeholder: 'e.g. example.com',
	description: "The DNS zone. Leave it empty for the account's own domain.",
});
