import { z } from 'zod';
import { driftKinds, driftStatuses, listFindings } from '../../../../core/drift';
import type { BackOffice } from '../../../../core/db';
import { additional, choice, listFields, several, text } from '../../../shared/field';
import { listRows } from '../../../shared/listRows';
import { operation } from '../../../shared/operation';
import { itemOf } from '../fields';
import { textLimits } from '../../../../core/kernel/textLimits';

const word = z.string().trim().max(textLimits.search);

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List findings',
	description: 'Return findings with what billing and the panel say and what to do, the most serious first',
	fields: {
		...listFields,
		filters: additional('Filters', {
			customerCode: text('Customer Code', word, { description: 'Only findings of this customer' }),
			fixable: choice(
				'Fix',
				{ safe: 'Has a Safe Fix', person: 'Needs a Person' },
				{ description: 'Only findings that the pack can fix, or that need a person' },
			),
			kinds: several('Kinds', driftKinds, { description: 'Only findings of these kinds' }),
			runId: text('Run ID', z.uuid('must be a run ID'), { description: 'Only findings that this run saw last' }),
			search: text('Search', word, { description: 'Only findings with this text in the domain or the user name' }),
			serverCode: text('Server Code', word, { description: 'Only findings of this server' }),
			statuses: several('Statuses', driftStatuses, { description: 'Only findings of these statuses' }),
		}),
	},
	run: async (office: BackOffice, { filters: { fixable, ...filters }, ...input }) => {
		const filter = { ...filters, fixable: fixable === undefined ? undefined : fixable === 'safe' };
		return (await listRows(office, listFindings, { ...input, filters: filter })).map(itemOf);
	},
});
