import { z } from 'zod';
import { getOutcome, getRun, makeRunLink, reportOf, watchRun } from '../../../../core/ansibleRuns';
import type { TaskOffice } from '../../../../core/tasks';
import { languageNames } from '../../../../core/kernel/languages';
import { additional, choice, number, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { AnsibleContext } from '../../context';
import { isScript, pageAddress, placeOfRun, reference, run } from './fields';
import { wholeSeconds } from './wholeSeconds';

interface Page {
	readonly runPage?: string;
	readonly language?: keyof typeof languageNames;
	readonly linkHours?: number;
}

export const getRunById = operation({
	name: 'get',
	label: 'Get',
	action: 'Get run',
	description:
		'Return what a run is and how it stands, with the result of each host. With the back office its whole record, without it what the backend shows.',
	fields: {
		run,
		options: additional(
			'Options',
			{
				runPage: text('Run Page', pageAddress, {
					placeholder: 'e.g. https://n8n.example.com/webhook/msp/ansible',
					description: 'The address at which Run: Show Page answers. With it the item has a link to the run.',
				}),
				language: choice('Language of the Page', languageNames),
				linkHours: number('Link Works for Hours', z.number().min(1).max(8_760, 'must be 8760 at the most'), {
					default: 168,
					typeOptions: { minValue: 1, maxValue: 8_760 },
				}),
				reference,
				isScript,
			},
			{ placeholder: 'Add Option' },
		),
	},
	run: async (context: AnsibleContext, { run: runId, options }) => {
		const { office } = context;
		const { runner, name } = await placeOfRun(context, runId, options);
		if (!office) {
			const { state, hosts, outcome } = await runner.look(name);
			return { runId, state, hosts, outcome: outcome ?? null };
		}
		const { status, runnerName } = await getRun(office, runId);
		// The node may be connected to another place than where the run is.
		if (status === 'running' && runnerName === runner.name) await watchRun(office, runner, runId, { seconds: 0 });
		return await told(office, runId, options);
	},
});

async function told(office: TaskOffice, runId: string, { runPage, language = 'en', linkHours = 168 }: Page) {
	const record = await getRun(office, runId);
	const known = { ...record, approval: record.approval && wholeSeconds(record.approval) };
	const report = known.verdict === null ? null : reportOf(known, await getOutcome(office, runId));
	if (runPage === undefined) return { ...known, report };
	return { ...known, report, ...(await makeRunLink(office, { runId, page: runPage, language, hours: linkHours })) };
}
