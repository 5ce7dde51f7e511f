import type { PlaybookChange } from '../../catalog';
import type { Transaction } from '../../db';
import {
	checkReactivation,
	followCreation,
	followPlan,
	followReactivation,
	followSuspension,
	followTermination,
	restoreFormerPlan,
	revertReactivation,
	revertSuspension,
} from '../effects/service';
import type { StepIdentity } from '../../tasks';
import type { ChangeKind } from '../serviceChange';
import type { ServiceRunIntent } from './serviceRun';

/** How playbooks make the change of a kind of task, and how the service's row follows. */
export interface ChangeByPlaybook {
	/** The name of the effect. */
	readonly effect: string;
	/** The playbook that makes the change, and the one that takes it back. */
	readonly playbook: PlaybookChange;
	readonly undoneBy?: PlaybookChange;
	/** In `msp_service.change`. */
	readonly word: PlaybookChange | 'change_plan';
	/** Whether there is something to take back; it is by default. */
	madeSomething?(intent: ServiceRunIntent): boolean;
	precondition?(transaction: Transaction, step: StepIdentity): Promise<void>;
	follow(transaction: Transaction, step: StepIdentity, intent: ServiceRunIntent): Promise<unknown>;
	revert?(transaction: Transaction, step: StepIdentity, intent: ServiceRunIntent, replaced: unknown): Promise<void>;
}

export const changesByPlaybook: Readonly<Record<ChangeKind, ChangeByPlaybook>> = {
	provision: {
		effect: 'service.create',
		playbook: 'create',
		undoneBy: 'terminate',
		word: 'create',
		follow: followCreation,
	},
	suspend: {
		effect: 'service.suspend',
		playbook: 'suspend',
		undoneBy: 'resume',
		word: 'suspend',
		madeSomething: ({ wasSuspended }) => !wasSuspended,
		follow: async (transaction, step, intent) => await followSuspension(transaction, step, intent, intent.reason),
		revert: revertSuspension,
	},
	unsuspend: {
		effect: 'service.resume',
		playbook: 'resume',
		undoneBy: 'suspend',
		word: 'resume',
		madeSomething: ({ wasSuspended }) => wasSuspended,
		precondition: checkReactivation,
		follow: followReactivation,
		revert: revertReactivation,
	},
	// Nobody brings back what was removed.
	terminate: { effect: 'service.terminate', playbook: 'terminate', word: 'terminate', follow: followTermination },
	change_package: {
		effect: 'service.changePlan',
		playbook: 'create',
		undoneBy: 'create',
		word: 'change_plan',
		follow: async (transaction, step, intent) =>
			await followPlan(transaction, step, intent, ({ planCode }) => planCode === intent.planCode),
		revert: async (transaction, step, _, replaced) => await restoreFormerPlan(transaction, step, replaced),
	},
};
