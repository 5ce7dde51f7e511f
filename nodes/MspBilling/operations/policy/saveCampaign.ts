import type { BackOffice } from '../../../../core/db';
import { dunningCampaign, saveCampaign as save } from '../../../../core/dunning';
import { json } from '../../../shared/field';
import { jsonValue } from '../../../shared/jsonValue';
import { operation } from '../../../shared/operation';

export const saveCampaign = operation({
	name: 'saveCampaign',
	label: 'Save Campaign',
	action: 'Save campaign of dunning',
	description: 'Make a campaign, or replace the one with its code: its stages are the ones given and no others',
	fields: {
		campaign: json('Campaign', jsonValue(dunningCampaign), {
			required: true,
			placeholder: 'e.g. {{ $json }}',
			description: 'Code, name, thresholds by currency, and stages, in the form that Get Campaign gives',
		}),
	},
	run: async (office: BackOffice, { campaign }) => await save(office, campaign),
});
