import { InputError } from '../kernel/errors';
import type { BackOffice, Transaction } from '../db';
import { changeFinding, findFinding, lockFinding, type DriftFinding, type FindingChange } from './findings';

type Office = Pick<BackOffice, 'store'>;

export interface Decision {
	readonly finding: DriftFinding;
	readonly changed: boolean;
	/** Why nothing changed; empty when something did. */
	readonly why: string;
}

/**
 * Approves the safe fix of a finding. A repeat changes nothing.
 *
 * @param by who decides.
 * @throws InputError when there is no such finding, it has no safe fix, or it is not open any more.
 */
export async function approveFinding(office: Office, findingId: string, by: string): Promise<Decision> {
	return await decide(office, findingId, 'approve', by, ({ fix, status }) => {
		if (fix === null) throw notNow('has no safe fix', 'A person has to look: Get shows what to do.');
		if (status === 'approved') return 'is approved already';
		if (status !== 'open' && status !== 'failed') throw notNow(`is ${status}`, 'Only an open finding can be approved.');
		return { status: 'approved', decidedBy: by };
	});
}

/**
 * Ignores a finding: no report tells of it for as long as it stays the same.
 *
 * @throws InputError when there is no such finding, or it is over.
 */
export async function ignoreFinding(office: Office, findingId: string, by: string): Promise<Decision> {
	return await decide(office, findingId, 'ignore', by, ({ status }) => {
		if (status === 'ignored') return 'is ignored already';
		if (status === 'gone' || status === 'fixed') throw notNow(`is ${status}`, 'There is nothing left to ignore.');
		return { status: 'ignored', decidedBy: by };
	});
}

/**
 * Takes a decision back: the finding is open again.
 *
 * @throws InputError when there is no such finding, or it is over.
 */
export async function reopenFinding(office: Office, findingId: string, by: string): Promise<Decision> {
	return await decide(office, findingId, 'reopen', by, ({ status }) => {
		if (status === 'open') return 'is open already';
		if (status === 'gone' || status === 'fixed') {
			throw notNow(`is ${status}`, 'The next audit opens it again if it is still so.');
		}
		return { status: 'open', decidedBy: null };
	});
}

export type FixOutcome = { readonly fixed: true } | { readonly fixed: false; readonly words: string };

/**
 * Records how the fix of a finding went. A finding that is over stays so.
 *
 * @throws InputError when there is no such finding, or it was never approved.
 */
export async function recordFix(office: Office, findingId: string, outcome: FixOutcome): Promise<Decision> {
	return await decide(office, findingId, outcome.fixed ? 'fix' : 'fixFailed', null, ({ status }) => {
		if (status === 'fixed' || status === 'gone') return `is ${status} already`;
		if (status !== 'approved') throw notNow(`is ${status}`, 'Approve it first: only an approved finding is fixed.');
		return outcome.fixed ? { status: 'fixed', failure: null } : { status: 'failed', failure: outcome.words };
	});
}

/** Records that a finding is no longer true. */
export async function markGone(office: Office, findingId: string, why: string): Promise<Decision> {
	return await decide(office, findingId, 'gone', null, ({ status }) =>
		status === 'gone' ? 'is gone already' : { status: 'gone', failure: why },
	);
}

/** @throws InputError when there is no such finding. */
export async function getFinding(transaction: Transaction, findingId: string): Promise<DriftFinding> {
	return (await findFinding(transaction, findingId)) ?? unknownFinding(findingId);
}

async function decide(
	{ store }: Office,
	findingId: string,
	verb: string,
	by: string | null,
	choose: (finding: DriftFinding) => FindingChange | string,
): Promise<Decision> {
	return await store.asStaff(async (transaction) => {
		const was = (await lockFinding(transaction, findingId)) ?? unknownFinding(findingId);
		const chosen = choose(was);
		if (typeof chosen === 'string') return { finding: was, changed: false, why: chosen };
		await changeFinding(transaction, findingId, chosen);
		const { kind, fix, serverCode, username, customerId, runId } = was;
		transaction.audit({
			customerId,
			action: `drift.${verb}`,
			subject: findingId,
			outcome: verb === 'fixFailed' ? 'failed' : 'done',
			detail: { kind, fix, serverCode, username, ...(by === null ? {} : { by }) },
			correlationId: runId,
		});
		return { finding: await getFinding(transaction, findingId), changed: true, why: '' };
	});
}

function unknownFinding(findingId: string): never {
	throw new InputError(
		'findingId',
		`is unknown: no finding has the ID ${findingId}`,
		'Take it from MSP Drift → Finding: List.',
		'not_found',
	);
}

function notNow(complaint: string, remedy: string): InputError {
	return new InputError('findingId', complaint, remedy);
}
