import type { RunName, Runner, RunOutcome } from '../../../../core/ansible';
import { cancelRun as cancelRecorded, followRun } from '../../../../core/ansibleRuns';
import { ExternalError } from '../../../../core/kernel/errors';
import { additional } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { AnsibleContext } from '../../context';
import { isScript, placeOfRun, reference, run } from './fields';

/** A run of many hosts takes its time to be ended. */
const patienceSeconds = 120;

export const cancelRun = operation({
	name: 'cancel',
	label: 'Cancel',
	action: 'Cancel run',
	description:
		'End a run with all its processes, and return how it ended and what may still be at work. A run that has ended stays as it is.',
	fields: { run, options: additional('Options', { reference, isScript }, { placeholder: 'Add Option' }) },
	run: async (context: AnsibleContext, { run: runId, options }) => {
		const { office } = context;
		const { runner, name } = await placeOfRun(context, runId, options);
		const outcome = office
			? (await cancelRecorded(office, runner, runId, { seconds: patienceSeconds })).outcome
			: await cancelUnrecorded(runner, name);
		if (!outcome) {
			throw new ExternalError(
				'busy',
				`the run ${runId} has not ended yet`,
				'Look again with Run: Get, and cancel it again.',
			);
		}
		const { verdict, explanation, hosts, leftovers } = outcome;
		return { runId, verdict, explanation, hosts, leftovers };
	},
});

async function cancelUnrecorded(runner: Runner, name: RunName): Promise<RunOutcome | undefined> {
	const { state } = await runner.look(name);
	if (state === 'unknown') throw unknownRun(name.runId, runner.name);
	await runner.cancel(name);
	return await followRun(runner, name, { seconds: patienceSeconds });
}

const unknownRun = (runId: string, where: string) =>
	new ExternalError(
		'not_found',
		`${where} knows no run ${runId}`,
		'Check the run ID, and that the node is connected to where the run was started.',
	);
