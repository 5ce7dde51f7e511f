import { z } from 'zod';
import { textLimits } from '../../../core/kernel/textLimits';
import { frequencies, type Frequency } from '../../../core/invoiceNinja';
import { choice, locator, type Field } from '../../shared/field';
import { hashedId } from './values';

type More = Partial<Field['control']>;

/** A row that exists already, from a searched list or by its ID. */
export const rowLocator = (displayName: string, resource: string, more: More = {}) =>
	locator(displayName, hashedId, { search: searchNameOf(resource), placeholder: 'e.g. VolejRejNm', ...more });

/** The name of the search of a resource's rows, as the node's methods have it. */
export const searchNameOf = (resource: string) => `search${resource.charAt(0).toUpperCase()}${resource.slice(1)}`;

export const clientId = rowLocator('Client', 'client', { required: true });
export const onlyClient = rowLocator('Client', 'client', { description: 'Only those of this client' });
export const vendorId = rowLocator('Vendor', 'vendor');
export const projectId = rowLocator('Project', 'project');

/** An entry of Invoice Ninja's reference data. */
const listed = (displayName: string, loadOptionsMethod: string): Field => ({
	schema: z.preprocess(
		(value) => (typeof value === 'number' ? String(value) : value),
		z.string().trim().min(1).max(textLimits.token),
	),
	control: {
		displayName,
		type: 'options',
		default: '',
		typeOptions: { loadOptionsMethod },
		description:
			'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	},
});

export const countryId = listed('Country Name or ID', 'getCountries');
export const shippingCountryId = listed('Shipping Country Name or ID', 'getCountries');
export const currencyId = listed('Currency Name or ID', 'getCurrencies');
export const paymentTypeId = listed('Payment Type Name or ID', 'getPaymentTypes');
export const industryId = listed('Industry Name or ID', 'getIndustries');
export const sizeId = listed('Company Size Name or ID', 'getSizes');

const frequencyWords = Object.fromEntries(
	Object.values(frequencies)
		.map((word) => [word, word.split('_').map(titled).join(' ')] as const)
		.sort(([, one], [, other]) => one.localeCompare(other)),
) as Record<Frequency, string>;

export const frequency = choice('Frequency', frequencyWords, { default: 'monthly' });

function titled(word: string): string {
	return word.charAt(0).toUpperCase() + word.slice(1);
}
