import { z } from 'zod';
import { runVerdicts } from '../../../../core/ansible';
import { listRuns as listRecordedRuns, runStatuses } from '../../../../core/ansibleRuns';
import { textLimits } from '../../../../core/kernel/textLimits';
import { additional, anyOf, choice, dateTime, listFields, several, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { AnsibleContext } from '../../context';

export const listRuns = operation({
	name: 'list',
	label: 'List',
	action: 'List runs',
	description: 'Return the runs that the back office keeps, newest first',
	fields: {
		...listFields,
		filters: additional(
			'Filters',
			{
				statuses: several('Statuses', runStatuses),
				verdicts: several('Verdicts', runVerdicts, { description: 'How the runs ended' }),
				kind: choice(
					'Kind',
					{ change: 'Change', check: 'Check' },
					{ description: 'Whether they were to change something' },
				),
				host: text('Host', z.string().trim().max(textLimits.domain), { description: 'Runs on this host' }),
				project: text('Project', z.string().trim().max(textLimits.path)),
				since: dateTime('Since', z.coerce.date<string>('must be a time')),
				taskId: text('Task ID', z.uuid('must be a task ID'), { description: 'Runs of the steps of this task' }),
			},
			{ placeholder: 'Add Filter' },
		),
	},
	run: async ({ openOffice }: AnsibleContext, { returnAll, limit, filters }) => {
		const { kind, statuses, verdicts, ...rest } = filters;
		const check = kind === undefined ? undefined : kind === 'check';
		const chosen = { ...rest, check, statuses: anyOf(statuses), verdicts: anyOf(verdicts) };
		return await listRecordedRuns(await openOffice(), { ...chosen, limit: returnAll ? null : limit });
	},
});
