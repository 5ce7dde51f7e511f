import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { endRun, playbookRun, RunFailed, runIntent, runResult, updateReported } from '../../ansibleRuns';
import { getPlan } from '../../catalog';
import type { BackOffice } from '../../db';
import { serverSlots } from '../../servers';
import type { SideEffect } from '../../tasks';
import { loadService, type ChangeKind, type ServiceChange } from '../serviceChange';
import { mayHaveChanged, wasTakenBack } from './attempts';
import { changesByPlaybook } from './changes';
import { requestOf, type PlaybookHost } from './request';
import { usernameOf } from './username';

const intentSchema = z.object({
	serviceId: z.uuid(),
	domain: z.string(),
	username: z.string(),
	serverId: z.uuid(),
	serverCode: z.string(),
	/** The plan whose playbook makes the change, and the one whose playbook takes it back. */
	planCode: z.string(),
	formerPlanCode: z.string(),
	/** Of the suspension that the step makes or lifts. */
	reason: z.string(),
	wasSuspended: z.boolean(),
	run: runIntent,
});
export type ServiceRunIntent = Readonly<z.infer<typeof intentSchema>>;

const resultSchema = z.object({
	domain: z.string(),
	username: z.string(),
	serverCode: z.string(),
	planCode: z.string(),
	run: runResult,
});
export type ServiceRunResult = Readonly<z.infer<typeof resultSchema>>;

export interface ServiceRunOptions {
	readonly timeoutSeconds: number;
	/** The check run whose approval the change needs. */
	readonly approvalOf?: string;
}

/**
 * Changes a service by a playbook of its plan, on its server alone. Playbooks say nothing of what is there, so the ledger of
 * runs is what is looked at: a run that goes on is attached to again, one that failed is repeated, and any that may have
 * changed something is taken back by the playbook that does the opposite.
 *
 * @throws ExternalError from `apply`: RunFailed when the run did not end well, `busy` when the server has no free slot.
 */
export function serviceRun(
	office: BackOffice,
	{ runner, vaultPassword }: PlaybookHost,
	kind: ChangeKind,
	{ timeoutSeconds, approvalOf }: ServiceRunOptions,
): SideEffect<ServiceChange, ServiceRunIntent, ServiceRunResult> {
	const { store } = office;
	const run = playbookRun(office, runner);
	const {
		effect: name,
		playbook,
		undoneBy,
		word,
		madeSomething,
		precondition,
		follow,
		revert,
	} = changesByPlaybook[kind];

	const undo = async (intent: ServiceRunIntent): Promise<void> => {
		if (undoneBy === undefined || madeSomething?.(intent) === false) return;
		// A run that outlived its n8n would make again what is taken away beside it.
		await endRun(office, runner, intent.run.runId);
		// It may have been planned only.
		if (!(await mayHaveChanged(office, intent.run.runId))) return;
		const { of, plan } = await store.asStaff(async (transaction) => ({
			of: { ...(await loadService(transaction, intent.serviceId)), server: serverOf(intent) },
			plan: await getPlan(transaction, intent.formerPlanCode),
		}));
		const { username, reason } = intent;
		const change = kind === 'change_package' ? word : undoneBy;
		const request = requestOf({
			...{ of, plan, playbook: undoneBy, change, username, reason, timeoutSeconds },
			...{ check: false, vaultPassword },
		});
		const runId = undoIdOf(intent);
		const undoing = { ...intent.run, runId, approvalOf: null, request: {} };
		try {
			await serverSlots(store, intent.serverId).during(
				async () => await run.apply(undoing, { request: JSON.stringify({ ...request, runId }) }),
			);
		} catch (error) {
			// The next try is another attempt.
			if (error instanceof RunFailed) {
				const { runId: failed } = error.outcome;
				await store.asStaff(async (transaction) => await updateReported(transaction, failed));
			}
			throw error;
		}
	};

	return {
		name,
		intent: intentSchema,
		result: resultSchema,

		precondition: async (transaction, step) => {
			await precondition?.(transaction, step);
			await run.precondition?.(transaction, step);
		},

		plan: async (change) => {
			const { service, plan, newPlan, server, reason } = change;
			const wanted = newPlan ?? plan;
			if (!server) throw new RangeError(`the service ${service.serviceId} has no server`);
			const username = usernameOf(service);
			const request = requestOf({
				...{ of: change, plan: wanted, playbook, change: word, username, reason, timeoutSeconds },
				...{ check: false, vaultPassword },
			});
			const planned = await run.plan({ ...request, runId: newRunId(word, service.domain), approvalOf });
			const { serviceId, domain, status, suspensionReason } = service;
			return {
				intent: {
					...{ serviceId, domain, username },
					...{ serverId: server.serverId, serverCode: server.serverCode },
					...{ planCode: wanted.planCode, formerPlanCode: plan.planCode },
					reason: reason === '' ? (suspensionReason ?? '') : reason,
					wasSuspended: status === 'suspended',
					run: planned.intent,
				},
				secrets: planned.secrets,
			};
		},

		apply: async (intent, secrets) => {
			const result = await serverSlots(store, intent.serverId).during(async () => await run.apply(intent.run, secrets));
			return shown(intent, result);
		},

		readBack: async (intent) => {
			const undone = await wasTakenBack(office, undoIdOf(intent));
			if (undone === 'whole') return { state: 'absent' };
			const found = await run.readBack(intent.run);
			if (found.state === 'foreign') return found;
			if (found.state !== 'absent' && (await mayHaveChanged(office, intent.run.runId))) {
				return { state: undone === 'partly' ? 'partly' : found.state, result: shown(intent, found.result) };
			}
			return { state: 'absent' };
		},

		startsAnew: async (intent) => (await run.startsAnew?.(intent.run)) ?? false,

		...(undoneBy !== undefined && { undo }),

		persist: async (transaction, step, result, intent) => {
			await run.persist?.(transaction, step, result.run, intent.run);
			return (await follow(transaction, step, intent)) ?? undefined;
		},
		persistFailure: async (transaction, step, error) => await run.persistFailure?.(transaction, step, error),
		...(revert && { revert }),
	};
}

/** `create-shop.example-1f0c9e3c1b4b`: whoever looks at the controller knows whose it is. */
export function newRunId(change: string, domain: string): string {
	return `${change}-${domain.slice(0, 40)}-${randomUUID().replaceAll('-', '').slice(0, 12)}`;
}

/** Where the change was made: that is where it is taken back, wherever the service is now. */
const serverOf = ({ serverId, serverCode }: ServiceRunIntent) => ({ serverId, serverCode, hasPanel: false });

const undoIdOf = ({ run }: ServiceRunIntent) => `${run.runId}-undo`;

function shown({ domain, username, serverCode, planCode }: ServiceRunIntent, run: ServiceRunResult['run']) {
	return { domain, username, serverCode, planCode, run };
}
