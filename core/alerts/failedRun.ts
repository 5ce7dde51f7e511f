import type { Store, Transaction } from '../db';
import { ExternalError } from '../kernel/errors';
import { reportIn, type Report } from './raiseAlert';
import type { Limit, SavedAlert } from './alerts';
import { addRun, setAlertOfRun, tasksInHand, workNotTakenUp, type RunIdentity, type Subject } from './subjects';

/** A run of a workflow that failed, as n8n's Error Trigger tells of it. */
export interface FailedRun extends RunIdentity {
	readonly workflowName: string;
	/** The node that ran last; undefined when the workflow could not start. */
	readonly node: string | undefined;
	readonly message: string;
	readonly remedy: string | undefined;
	readonly errorClass: string | undefined;
	readonly detailsUrl: string | undefined;
	/** Who the run is in the audit log. */
	readonly actor: string;
	/** Whether the work of this workflow is kept in the back office and taken up again by itself. */
	readonly resumes: boolean;
}

/** So long a mail waits for the other runs that failed of the same cause. */
export const burstSeconds = 90;

/** What passes by itself, and met a run with nothing in hand, is over with the next run. */
const oneMayFail: readonly Limit[] = [{ reports: 3, withinSeconds: 600 }];

export type NotedRun =
	| { readonly told: 'alert'; readonly alert: SavedAlert }
	/** Known already, or its work was taken up and done before anybody heard of it. */
	| { readonly told: 'nothing'; readonly why: 'known' | 'work_done' }
	/** It cannot be kept. */
	| { readonly told: 'nothing'; readonly why: 'store_down'; readonly words: string };

/**
 * Records a run that failed, with the work that it had in hand. Runs that failed of one cause are one alert. A run is
 * recorded once, however often it is told; and nothing is to be told of a run whose work others have taken up and done.
 */
export async function noteFailedRun({ store }: { readonly store: Store }, run: FailedRun): Promise<NotedRun> {
	try {
		return await store.asStaff(async (transaction) => await noteIn(transaction, run));
	} catch (error) {
		if (!(error instanceof ExternalError)) throw error;
		return { told: 'nothing', why: 'store_down', words: error.message };
	}
}

async function noteIn(transaction: Transaction, run: FailedRun): Promise<NotedRun> {
	if (!(await addRun(transaction, run, run.workflowName))) return { told: 'nothing', why: 'known' };
	const inHand = await tasksInHand(transaction, run.actor);
	const subjects = run.resumes && inHand.length === 0 ? await workNotTakenUp(transaction) : inHand;
	if (wasCutOff(run) && run.resumes && subjects.length === 0) return { told: 'nothing', why: 'work_done' };

	const alert = await reportIn(transaction, reportOf(run, subjects));
	await setAlertOfRun(transaction, run, alert.alertId);
	return { told: 'alert', alert };
}

/**
 * Records that this run is about to end as failed, and that a person is told by other means: so that its failure is not
 * told a second time.
 */
export async function expectFailure({ store }: { readonly store: Store }, run: RunIdentity & { workflowName: string }) {
	await store.asStaff(async (transaction) => await addRun(transaction, run, run.workflowName));
}

/** n8n's words about a run whose process ended: the names of its errors do not reach the error workflow everywhere. */
const cutOffWords = /^(Workflow did not finish|Node crashed|Execution stopped at this node)\b/;

export function wasCutOff({ message }: Pick<FailedRun, 'message'>): boolean {
	return cutOffWords.test(message);
}

/** What differs from run to run of one cause: IDs, addresses, numbers, names in quotes. */
export function causeIn(message: string): string {
	return message
		.replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '#')
		.replaceAll(/'[^']{1,200}'|"[^"]{1,200}"|“[^”]{1,200}”/g, '#')
		.replaceAll(/\b[\w-]+(?:\.[\w-]+)+\b/g, '#')
		.replaceAll(/\d+/g, '#')
		.replaceAll(/\s+/g, ' ')
		.trim()
		.slice(0, 300);
}

function reportOf(run: FailedRun, subjects: readonly Subject[]): Report {
	const { workflowId, workflowName, node, message, remedy, errorClass, detailsUrl, resumes } = run;
	const settles = subjects.length > 0 ? 'work_over' : 'quiet';
	const shared = { subjects, settles, waitSeconds: burstSeconds } as const;
	if (wasCutOff(run) && resumes) {
		return {
			...shared,
			cause: 'runs-cut-off',
			kind: 'runs_cut_off',
			severity: 'warning',
			title: 'n8n stopped while workflows were at work',
			message:
				'n8n does not go on with a run that was cut off. The work that these runs had in hand is kept in the back office, and workflow 13 takes it up.',
			remedy:
				'You need not do anything about that work: a mail follows when all of it is done. Why n8n stopped is in the log of its process, or in that of the machine: a restart, an update, a power cut.',
			facts: {},
		};
	}
	if (wasCutOff(run)) {
		return {
			...shared,
			cause: `run-cut-off:${workflowId}`,
			kind: 'runs_cut_off',
			severity: 'error',
			title: `n8n stopped while the workflow '${workflowName}' was at work`,
			message: `The run was cut off${node === undefined ? '' : ` at the node ${node}`}. n8n does not go on with it, and the back office does not know what it was to do.`,
			remedy: 'Look at what the run has done so far, and run the workflow again if it is needed.',
			facts: { detailsUrl },
		};
	}
	// The same outage is one cause, whichever workflow meets it.
	const passing = errorClass === 'transport' || errorClass === 'busy';
	return {
		...shared,
		cause: `run-failed:${passing ? errorClass : `${workflowId}:${node ?? ''}`}:${causeIn(message)}`,
		kind: 'run_failed',
		severity: 'error',
		title: `Workflow '${workflowName}' stopped`,
		message: [
			node === undefined ? 'It stopped before it ran.' : `It stopped at the node ${node}.`,
			...(subjects.length > 0 ? ['Workflow 13 takes up the work that it had in hand.'] : []),
		].join(' '),
		remedy: remedy ?? '',
		facts: { detailsUrl, errorClass, vendorMessage: message },
		limits: resumes && passing && subjects.length === 0 ? oneMayFail : [],
	};
}
