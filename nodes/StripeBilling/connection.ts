import type { IExecuteFunctions } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { InputError } from '../../core/kernel/errors';
import { textLimits } from '../../core/kernel/textLimits';
import { performNamed, type StripeAccount, type Work } from '../../core/stripe';
import { runUnrecorded, type SideEffect, type TaskOffice } from '../../core/tasks';
import { openBackOffice } from '../shared/backOffice';
import { performer, stepChoice } from '../shared/durableStep';
import { optional } from '../shared/field';
import { stripeCredential } from '../shared/stripeCredential';

/** What an operation works with, for one item. */
export interface StripeContext {
	readonly account: StripeAccount;
	/** Makes a change at Stripe once for its work. */
	change<Params, Intent, Result>(
		effect: (account: StripeAccount) => SideEffect<{ readonly work: Work; readonly params: Params }, Intent, Result>,
		params: Params,
	): Promise<Result>;
	/** The back office, in which steps are kept. */
	office(): Promise<TaskOffice>;
}

const forWhat = optional(z.string().trim().max(textLimits.key));

/** Opens the Stripe account of each item. */
export const openStripe =
	(node: IExecuteFunctions) =>
	async (item: number): Promise<StripeContext> => {
		const account = stripeCredential(await node.getCredentials('mspStripeApi', item));
		const office = async () => await openBackOffice(node, item);
		return {
			account,
			office,
			async change(open, params) {
				const step = stepChoice(node.getNodeParameter('durableStep', item, {}));
				const named = z.object({ forWhat }).parse({ forWhat: node.getNodeParameter('forWhat', item, '') }).forWhat;
				const effect = open(account);
				if (step && named !== undefined) {
					throw new InputError(
						'forWhat',
						'is given beside a durable step',
						'Give one of the two: a durable step says already what the change is for.',
					);
				}
				if (step) {
					const work: Work = { kind: 'step', id: `${step.taskId}/${step.stepName}` };
					return await performer(step, await office())(effect, { work, params });
				}
				if (named !== undefined)
					return await performNamed(effect, { work: { kind: 'named', id: named }, params }, runUnrecorded);
				mayRunUnnamed(node, effect.name);
				return await runUnrecorded(effect, { work: { kind: 'run', id: runOf(node, item) }, params });
			},
		};
	};

/**
 * This item of this run of this node. What n8n repeats within it, such as Retry On Fail, is the same work; another
 * execution, another node and another round of a loop are not.
 */
function runOf(node: IExecuteFunctions, item: number): string {
	const { $runIndex: round } = node.getWorkflowDataProxy(item);
	return JSON.stringify([node.getExecutionId() || randomUUID(), node.getNode().id, Number(round), item]);
}

/** What costs somebody money each time. */
const costly: ReadonlySet<string> = new Set([
	'stripe.paymentIntent.charge',
	'stripe.refund.create',
	'stripe.subscription.create',
	'stripe.invoiceItem.create',
	'stripe.meterEvent.create',
]);

/**
 * An execution that is retried by hand begins at the node that failed, and runs it on all its items again: also on those
 * whose money has moved already. n8n does not tell which execution it repeats.
 */
function mayRunUnnamed(node: IExecuteFunctions, effect: string): void {
	if (node.getMode() !== 'retry' || !costly.has(effect)) return;
	throw new InputError(
		'forWhat',
		'is missing, and this execution is a retry: what was charged before would be charged again',
		'Say what each item is for, such as its invoice number, or use a durable step.',
	);
}
