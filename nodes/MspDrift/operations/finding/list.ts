import { z } from 'zod';
import { driftKinds, driftStatuses, listFindings } from '../../../../core/drift';
import type { BackOffice } from '../../../../core/db';
import { additional, anyOf, choice, listFields, several, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { shown } from '../fields';

const word = z.string().trim();

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
				{ description: 'Only those that the pack can fix, or those that need a person' },
			),
			kinds: several('Kinds', driftKinds, { description: 'Only findings of these kinds' }),
			runId: text('Run ID', z.uuid('must be a run ID'), { description: 'Only what this run saw last' }),
			search: text('Search', word, { description: 'Only findings whose domain or user name holds this' }),
			serverCode: text('Server Code', word, { description: 'Only findings of this server' }),
			statuses: several('Statuses', driftStatuses, { description: 'Only findings of these statuses' }),
		}),
	},
	run: async ({ store }: BackOffice, { returnAll, limit, filters: { kinds, statuses, fixable, ...filters } }) => {
		const found = await store.asStaff(
			async (transaction) =>
				await listFindings(transaction, {
					...filters,
					kinds: anyOf(kinds),
					statuses: anyOf(statuses),
					fixable: fixable === undefined ? undefined : fixable === 'safe',
					limit: returnAll ? null : limit,
				}),
		);
		return found.map(shown);
	},
});
