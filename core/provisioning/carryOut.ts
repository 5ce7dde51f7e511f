import { z } from 'zod';
import { approvalOf as approvalOfRun, RunFailed } from '../ansibleRuns';
import type { ControlPanel } from '../panels';
import { lockExistingTask, openStep, postponeTask, runStep, type SideEffect, type TaskOffice } from '../tasks';
import { accountCreation, accountReactivation, accountSuspension, accountTermination, packageChange } from './effects';
import { changesByPlaybook, serviceRun, type PlaybookHost } from './playbooks';
import { loadChange, refusalOf, withoutAddress, type ChangeKind, type ServiceChange } from './serviceChange';

/** How a service is reached. Each is opened only when it is needed. */
export interface ServiceDoors {
	/** The panel of a server, by the server's ID. */
	panel(serverId: string): Promise<{ readonly panel: ControlPanel }>;
	/** Where the playbooks run. */
	runner(): Promise<PlaybookHost>;
}

export interface CarryOutOrder {
	readonly taskId: string;
	readonly stepName: string;
	/** How long a playbook may run. */
	readonly timeoutSeconds: number;
	/** The check run whose approval a playbook needs. Then the step has the name of that check as well. */
	readonly approvalOf?: string;
}

/** What became of a change. */
export type CarriedOut = { readonly taskId: string; readonly kind: ChangeKind; readonly serverCode: string } & (
	| { readonly done: true; readonly delivery: 'panel' | 'playbook'; readonly result: Readonly<Record<string, unknown>> }
	/** What would run is not what was approved: nothing was changed, and the task is taken up again for another approval. */
	| { readonly done: false; readonly why: string; readonly checkRunId: string }
);

/**
 * Makes the change of a service that a task is for, once: on its panel or by a playbook, as its plan is delivered. The
 * service's row follows the change, and goes back when the step is taken back.
 *
 * @throws ExternalError in the words of the panel or of Ansible; the step is then failed. InputError when there is no such
 *   task, or it changes no service.
 */
export async function carryOut(office: TaskOffice, doors: ServiceDoors, order: CarryOutOrder): Promise<CarriedOut> {
	const { taskId, approvalOf } = order;
	const change = await loadChange(office.store, taskId);
	const { kind, server, plan } = change;
	const about = { taskId, kind, serverCode: server?.serverCode ?? '' };
	const step = stepOf(office, change, order);
	const refusal = refusalOf(change);
	if (refusal) {
		const result = await step(refusing(change, refusal), {});
		return { ...about, done: true, delivery: plan.delivery, result: { ...result } };
	}
	if (plan.delivery === 'panel') {
		const { panel } = await doors.panel(server?.serverId ?? '');
		return { ...about, done: true, delivery: 'panel', result: { ...(await onPanel(panel, change, step)) } };
	}
	try {
		const effect = serviceRun(office, await doors.runner(), kind, order);
		const { run, ...result } = await step(effect, change);
		return { ...about, done: true, delivery: 'playbook', result: { ...result, ...run } };
	} catch (error) {
		const why = approvalOf === undefined ? undefined : await outdated(office, approvalOf, error);
		if (why === undefined || approvalOf === undefined) throw error;
		await takeUpAgain(office, taskId, why);
		return { ...about, done: false, why, checkRunId: approvalOf };
	}
}

type Step = <Input, Intent, Result>(effect: SideEffect<Input, Intent, Result>, input: Input) => Promise<Result>;

function stepOf(office: TaskOffice, { server }: ServiceChange, { taskId, stepName, approvalOf }: CarryOutOrder): Step {
	const target = server ? { type: 'server', id: server.serverId, name: server.serverCode } : undefined;
	const place = { taskId, stepName: stepNameUnder(stepName, approvalOf), target };
	return async (effect, input) => await runStep(openStep(office, place, effect), input);
}

/** A change under another approval is another step: what an earlier one decided on was approved by nobody. */
export const stepNameUnder = (stepName: string, approvalOf: string | undefined) =>
	approvalOf === undefined ? stepName : `${stepName}:${approvalOf}`;

async function onPanel(panel: ControlPanel, change: ServiceChange, step: Step): Promise<object> {
	const { kind, service, plan, newPlan, customer, reason } = change;
	const { domain } = service;
	switch (kind) {
		case 'provision':
			if (customer.email === null) throw withoutAddress(customer.customerCode);
			return await step(accountCreation(panel), {
				...{ domain, packageName: plan.packageName, contactEmail: customer.email },
			});
		case 'suspend':
			return await step(accountSuspension(panel), { account: domain, reason });
		case 'unsuspend':
			return await step(accountReactivation(panel), { account: domain });
		case 'terminate':
			return await step(accountTermination(panel), { account: domain });
		case 'change_package':
			return await step(packageChange(panel), { account: domain, packageName: (newPlan ?? plan).packageName });
	}
}

const panelEffects: Readonly<Record<ChangeKind, string>> = {
	provision: 'account.create',
	suspend: 'account.suspend',
	unsuspend: 'account.unsuspend',
	terminate: 'account.terminate',
	change_package: 'account.changePackage',
};

const anything = z.looseObject({});

/** Fails the step in words, before anything is decided on. A later try may make the change in the same step. */
function refusing({ kind, plan }: ServiceChange, refusal: Error): SideEffect<object, object, object> {
	const refuse = async () => await Promise.reject(refusal);
	return {
		name: plan.delivery === 'panel' ? panelEffects[kind] : changesByPlaybook[kind].effect,
		...{ intent: anything, result: anything, plan: refuse, apply: refuse, readBack: refuse },
		...(kind !== 'terminate' && { undo: refuse }),
	};
}

/** Why an approval does not hold any more; undefined for any other failure. */
async function outdated(office: TaskOffice, approvalOf: string, error: unknown): Promise<string | undefined> {
	if (!(error instanceof RunFailed) || error.outcome.verdict !== 'refused') return undefined;
	const approval = await approvalOfRun(office, approvalOf);
	return approval?.status === 'approved' ? error.outcome.explanation : undefined;
}

async function takeUpAgain({ store }: TaskOffice, taskId: string, statusDetail: string): Promise<void> {
	await store.asStaff(async (transaction) => {
		const task = await lockExistingTask(transaction, taskId);
		await postponeTask(transaction, task, { seconds: 0, statusDetail });
	});
}
