import fc from 'fast-check';
import {
	accountCreation,
	accountReactivation,
	accountSuspension,
	accountTermination,
	packageChange,
} from '../../../core/provisioning';
import type { ChangingMethod, ControlPanel } from '../../../core/panels';
import type { HeldAccount } from '../../../stack/standins/shared';
import type { PanelScene } from '../panelScene';
import { runToTheEnd, stepOf, type Step } from '../stepInMemory';
import { chosenPassword } from './scene';

/** A step of a life of an account, and what goes wrong with its change. */
export interface LifeStep {
	readonly method: ChangingMethod;
	readonly name: string;
	readonly lost: readonly Lost[];
}
type Lost = 'drop_before' | 'drop_after';

const makers: Partial<Record<ChangingMethod, (panel: ControlPanel, name: string) => Step>> = {
	createAccount: (panel, name) =>
		stepOf(accountCreation(panel), {
			domain: `${name}.example`,
			username: `${name}1234`,
			packageName: 'starter',
			contactEmail: `owner@${name}.example`,
			password: chosenPassword,
		}),
	suspendAccount: (panel, name) => stepOf(accountSuspension(panel), { account: `${name}.example`, reason: 'overdue' }),
	unsuspendAccount: (panel, name) => stepOf(accountReactivation(panel), { account: `${name}.example` }),
	terminateAccount: (panel, name) => stepOf(accountTermination(panel), { account: `${name}.example` }),
	changePackage: (panel, name) => stepOf(packageChange(panel), { account: `${name}.example`, packageName: 'business' }),
};

/** Any interleaving of the lives of two accounts, the beginning of one of them more often than the rest. */
export const interleavings = fc.array(
	fc.record({
		method: fc.constantFrom<ChangingMethod>(
			'createAccount',
			'createAccount',
			'suspendAccount',
			'unsuspendAccount',
			'terminateAccount',
			'changePackage',
		),
		name: fc.constantFrom('acme', 'acme', 'bcme'),
		lost: fc.array(fc.constantFrom<Lost>('drop_before', 'drop_after'), { maxLength: 3 }),
	}),
	{ minLength: 1, maxLength: 10 },
);

/** What came of every step, and what the server holds in the end. */
export async function lived(
	scene: PanelScene,
	life: readonly LifeStep[],
	undisturbed: boolean,
): Promise<{ outcomes: ReadonlyArray<Step['outcome']>; held: readonly HeldAccount[] }> {
	const outcomes: Array<Step['outcome']> = [];
	for (const { method, name, lost } of life) {
		const step = makers[method]?.(scene.panel, name);
		if (!step) throw new Error(`there is no step for ${method}`);
		for (const kind of undisturbed ? [] : lost) scene.server.addFault({ path: scene.changes[method], kind });
		await runToTheEnd(step);
		outcomes.push(step.outcome);
		// What a step did not come to must not hit the next one.
		scene.server.clear();
	}
	return { outcomes, held: scene.accounts() };
}
