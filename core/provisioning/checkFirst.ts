import { playbookRun, resultOf, RunFailed, runResult, type PlaybookRunIntent, type RunResult } from '../ansibleRuns';
import type { BackOffice } from '../db';
import { InputError } from '../kernel/errors';
import { serverSlots } from '../servers';
import { listSteps, openStep, runStep, type SideEffect, type Step, type TaskOffice } from '../tasks';
import { stepNameUnder, type CarryOutOrder, type ServiceDoors } from './carryOut';
import { changesByPlaybook, newRunId, requestOf, usernameOf, type PlaybookHost } from './playbooks';
import { loadChange, refusalOf, type ServiceChange } from './serviceChange';

export interface CheckedFirst extends RunResult {
	readonly taskId: string;
	/** The step of the check. */
	readonly stepName: string;
	/** The check run, for its approval. */
	readonly checkRunId: string;
	readonly domain: string;
	readonly serverCode: string;
	readonly planCode: string;
}

/**
 * Runs the playbook of a change in check mode with differences, once: what a person is to approve. When the change was
 * refused because it was not what had been approved, the next check is another step.
 *
 * A check whose tasks fail is shown like any other.
 *
 * @throws ExternalError when nothing could be checked. InputError when the task changes no service, or
 *   one that is delivered by panel.
 */
export async function checkFirst(
	office: TaskOffice,
	doors: Pick<ServiceDoors, 'runner'>,
	{ taskId, stepName, timeoutSeconds }: Omit<CarryOutOrder, 'approvalOf'>,
): Promise<CheckedFirst> {
	const change = await loadChange(office.store, taskId);
	const { server, plan, newPlan, service } = change;
	if (plan.delivery === 'panel') {
		throw new InputError(
			'taskId',
			`is of a service of the plan ${plan.planCode}, which is delivered by panel: a panel knows no check`,
			'Carry the change out, or give the plan playbooks.',
		);
	}
	const steps = await office.store.asStaff(async (transaction) => await listSteps(transaction, taskId));
	const name = currentCheck(steps, stepName);
	const target = server ? { type: 'server', id: server.serverId, name: server.serverCode } : undefined;
	const effect = serviceCheck(office, await doors.runner(), change, timeoutSeconds);
	const result = await runStep(openStep(office, { taskId, stepName: name, target }, effect), change);
	return {
		...result,
		...{ taskId, stepName: name, checkRunId: result.runId },
		...{ domain: service.domain, serverCode: server?.serverCode ?? '', planCode: (newPlan ?? plan).planCode },
	};
}

/** The step of the last check, or of the next one when the change that was approved by it was refused. */
function currentCheck(steps: readonly Step[], stepName: string): string {
	const isCheck = ({ name, effect }: Step) =>
		effect === checkEffect && (name === stepName || name.startsWith(`${stepName}-`));
	const checks = steps.filter(isCheck);
	const last = checks.at(-1);
	if (!last) return stepName;
	// A roll-back has closed it: it is made anew under its name.
	if (last.status === 'undone') return last.name;
	const { data } = runResult.safeParse(last.result);
	const under = data && stepNameUnder('', data.runId);
	const refused = steps.some(
		({ name, status, errorClass }) =>
			under !== undefined &&
			name.endsWith(under) &&
			(status === 'failed' || status === 'undone') &&
			errorClass === 'invalid',
	);
	return refused ? `${stepName}-${checks.length + 1}` : last.name;
}

export const checkEffect = 'service.check';

/** A check run changes nothing: there is nothing to take back, and no row follows it. */
function serviceCheck(
	office: BackOffice,
	{ runner, vaultPassword }: PlaybookHost,
	change: ServiceChange,
	timeoutSeconds: number,
): SideEffect<ServiceChange, PlaybookRunIntent, RunResult> {
	const { kind, service, plan, newPlan, server, reason } = change;
	const run = playbookRun(office, runner);
	return {
		...run,
		name: checkEffect,
		plan: async () => {
			const refusal = refusalOf(change);
			if (refusal) throw refusal;
			const { playbook, word } = changesByPlaybook[kind];
			const username = usernameOf(service);
			const request = requestOf({
				...{ of: change, plan: newPlan ?? plan, playbook, change: word, username, reason, timeoutSeconds },
				...{ check: true, vaultPassword },
			});
			return await run.plan({ ...request, runId: newRunId('check', service.domain) });
		},
		apply: async (intent, secrets) => {
			try {
				const slots = serverSlots(office.store, server?.serverId ?? '');
				return await slots.during(async () => await run.apply(intent, secrets));
			} catch (error) {
				// Not every task can be checked before the one before it was made: a person sees which, and decides.
				if (error instanceof RunFailed && error.outcome.verdict === 'failed') return resultOf(error.outcome);
				throw error;
			}
		},
	};
}
