import type { BackOffice } from '../../../../core/db';
import { getCampaign } from '../../../../core/dunning';
import { savePolicy } from '../../../../core/policies';
import { several } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { changeOf, ownerFields, ownerOf, settingFields, settingNames } from './fields';

export const save = operation({
	name: 'save',
	label: 'Save',
	action: 'Save billing policy',
	description:
		'Change what a scope says. What is left out stays as it is. It switches renewals, charges and dunning on.',
	fields: {
		...ownerFields,
		settings: settingFields,
		takeBack: several('Take Back', settingNames, {
			description: 'Settings that the scope says nothing of any more, so that the wider one holds',
		}),
	},
	run: async (office: BackOffice, { settings, takeBack, ...owner }) => {
		const change = changeOf(settings);
		const { campaign } = change;
		if (campaign !== undefined)
			await office.store.asStaff(async (transaction) => await getCampaign(transaction, campaign));
		const taken = Object.fromEntries(takeBack.map((name) => [name, null]));
		return await savePolicy(office, ownerOf(owner), { ...taken, ...change });
	},
});
