import { z } from 'zod';
import type { PlanLimits } from '../../catalog';
import { ExternalError } from '../../kernel/errors';
import type { ControlPanel } from '../../panels';
import type { SideEffect } from '../../tasks';
import { notThere, packagesOf } from './shared';

const amount = z.number().nullable();
const limits = z.object({ diskMegabytes: amount, bandwidthMegabytes: amount, mailboxes: amount, databases: amount });

/** Null limits: nothing is to be made. */
const intentSchema = z.object({ packageName: z.string(), limits: limits.nullable() });
type Intent = z.infer<typeof intentSchema>;

const result = z.object({ packageName: z.string(), created: z.boolean() });
export type PackageMade = z.infer<typeof result>;

export interface PackageInput {
	readonly packageName: string;
	/** What the plans that sell the package promise; null when none says it. */
	readonly limits: PlanLimits | null;
	/** For the words of a refusal. */
	readonly serverCode: string;
}

/**
 * Makes the package of a plan on a server that does not have it yet. One that is there stays as it is: accounts may use it, and
 * Package: Sync changes it when somebody wants that. Nothing takes a package back, for the same reason.
 *
 * @throws ExternalError from `plan`: `not_found` when the server lacks the package and no plan says its limits.
 */
export function packageMaking(panel: ControlPanel): SideEffect<PackageInput, Intent, PackageMade> {
	/** A log-in that may not list packages may still use them: the server itself refuses one that it lacks. */
	const isThere = async (name: string) => {
		const held = await packagesOf(panel);
		return held === undefined || held.some((one) => one.name === name);
	};
	return {
		name: 'package.make',
		intent: intentSchema,
		result,
		async plan({ packageName, limits: wanted, serverCode }) {
			if (await isThere(packageName)) return { intent: { packageName, limits: null } };
			if (wanted) return { intent: { packageName, limits: wanted } };
			throw new ExternalError(
				'not_found',
				`The server ${serverCode} has no package '${packageName}', and no plan says which limits it has`,
				`Make the package '${packageName}' on ${serverCode}, or give its plan limits (MSP Customers → Plan: Update): then it is made by itself.`,
			);
		},
		async apply({ packageName, limits: wanted }) {
			if (!wanted) return { packageName, created: false };
			await panel.savePackage({ name: packageName, ...wanted });
			if (!(await isThere(packageName))) throw notThere(`package '${packageName}'`);
			return { packageName, created: true };
		},
		async readBack({ packageName, limits: wanted }) {
			if (!(await isThere(packageName))) return { state: 'absent' };
			return { state: 'ours', result: { packageName, created: wanted !== null } };
		},
		// What is found missing after a failure may have been described since.
		startsAnew: async ({ packageName }) => !(await isThere(packageName)),
		leavesNothing: () => true,
		redoAfterRollback: () => true,
	};
}
