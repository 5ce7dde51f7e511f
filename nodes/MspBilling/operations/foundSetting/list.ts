import type { BackOffice } from '../../../../core/db';
import { foundSystems, listFound, systemNames, wordsOn } from '../../../../core/foundSettings';
import { additional, choice, listFields } from '../../../shared/field';
import { listRows } from '../../../shared/listRows';
import { operation } from '../../../shared/operation';
import { ofCompany } from '../fields';

const systems = Object.fromEntries(foundSystems.map((system) => [system, systemNames[system]])) as Record<
	(typeof foundSystems)[number],
	string
>;

export const listFoundSettings = operation({
	name: 'list',
	label: 'List',
	action: 'List found settings',
	description:
		'Return what Invoice Ninja and Stripe were found to do by themselves, and what the pack leaves to them. Invoice Ninja → Automation: Check and Stripe Billing → Automation: Check look.',
	fields: {
		...listFields,
		filters: additional('Filters', { companyCode: ofCompany, system: choice('System', systems) }),
	},
	run: async (office: BackOffice, input) => {
		const found = await listRows(office, listFound, input);
		return found.map((one) => ({ ...one, words: wordsOn(systemNames[one.system], one) }));
	},
});
