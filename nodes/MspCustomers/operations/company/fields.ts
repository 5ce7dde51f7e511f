import { z } from 'zod';
import { companyCode } from '../../../../core/companies';
import { named } from '../../../../core/customers';
import { textLimits } from '../../../../core/kernel/textLimits';
import { additional, text } from '../../../shared/field';
import { brandDetails } from '../customer/fields';

export const code = text('Company Code', companyCode, {
	required: true,
	placeholder: 'e.g. rental',
	description: 'A short unique handle, in lower case. The MSP Invoice Ninja credential names it.',
});
export const name = text('Name', named, { required: true });

const details = {
	...brandDetails,
	invoiceNinjaId: text('Invoice Ninja Company ID', named.max(textLimits.token), {
		placeholder: 'e.g. VolejRejNm',
		description: 'The first contact with its Invoice Ninja writes it. Another company under the code is refused.',
	}),
	invoiceNinjaUrl: text(
		'Invoice Ninja URL',
		z.url('must be an address such as https://example.com').max(textLimits.url),
		{
			placeholder: 'e.g. https://invoicing.example.com',
		},
	),
} as const;

export const additionalFields = additional('Additional Fields', details);

export const changes = additional('Update Fields', {
	...details,
	name: text('Name', named),
	newCompanyCode: text('New Company Code', companyCode, {
		description: 'Only before the first contact with its Invoice Ninja. Change the credential with it.',
	}),
});
