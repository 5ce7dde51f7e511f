import { z } from 'zod';
import { RunFailed, watchRun } from '../../../../core/ansibleRuns';
import { ExternalError } from '../../../../core/kernel/errors';
import { additional, number } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { endOf, followed } from '../../carryOut';
import type { AnsibleContext } from '../../context';
import { runOutputs } from '../../hostItems';
import { commonOptions } from '../runFields';
import { isScript, placeOfRun, reference, run } from './fields';

export const waitForRun = operation({
	name: 'wait',
	label: 'Wait',
	action: 'Wait for run',
	description: 'Attach to a run by its ID until it ends, and return one item for each host',
	outputs: runOutputs,
	fields: {
		run,
		options: additional(
			'Options',
			{
				waitSeconds: number(
					'Wait at Most (Seconds)',
					z.number().int().min(1).max(604_800, 'must be 604800 at the most'),
					{
						default: 3_600,
						typeOptions: { minValue: 1, maxValue: 604_800 },
						description: 'If the run goes on after that, the item fails, and the run goes on',
					},
				),
				logFile: commonOptions.logFile,
				reference,
				isScript,
			},
			{ placeholder: 'Add Option' },
		),
	},
	run: async (context: AnsibleContext, { run: runId, options }) => {
		const { office } = context;
		const { waitSeconds: seconds, logFile } = options;
		const place = await placeOfRun(context, runId, options);
		// Whoever only looks does not end the run of somebody else.
		const how = { keepWhenCancelled: true, logFile };
		return await followed(context, place.runner, how, async (runner, wait) => {
			if (!office) return await endOf(runner, place.name, { ...wait, seconds });
			const { outcome, run: known } = await watchRun(office, runner, runId, { ...wait, seconds });
			if (!outcome) throw goesOn(runId, known.runnerName);
			if (outcome.verdict !== 'ok') throw new RunFailed(outcome);
			return outcome;
		});
	},
});

const goesOn = (runId: string, where: string) =>
	new ExternalError('busy', `the run ${runId} goes on at ${where}`, 'Wait longer, or end it with Run: Cancel.');
