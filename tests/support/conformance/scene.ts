import { ExternalError } from '../../../core/kernel/errors';
import { accountCreation } from '../../../core/provisioning';
import { type Account, type ControlPanel } from '../../../core/panels';
import { runUnrecorded, type SideEffect } from '../../../core/tasks';
import type { HeldAccount } from '../../../stack/standins/shared';

/** A panel with packages `starter`, `business` and `unlimited`, and what a test may know and do behind its back. */
export interface ConformingScene {
	readonly panel: ControlPanel;
	/** What the server really holds. */
	accounts(): HeldAccount[];
	/** An account of another owner, on the package `business`. */
	addForeignAccount(username: string, domain: string): void;
	/** Somebody sets by hand how many mailboxes an account may have, apart from its package. */
	limitMailboxes(domain: string, mailboxes: number): void;
}

/** Something that every panel must do, and what must come of it: the same on all of them. */
export interface ConformanceCase {
	readonly name: string;
	readonly expected: unknown;
	/** Plays it on an empty server; tells what came of it in words that no panel has a part in. */
	play(scene: ConformingScene): Promise<unknown>;
}

export const domain = 'acme.example';
export const wish = { domain, packageName: 'starter', contactEmail: 'owner@acme.example' };
/** By it the password is known again wherever it should not be. */
export const chosenPassword = 'Canary-7Pw.51b2';
export const otherPassword = 'Canary-8Pw.62c3';

/** The effect without a task, as a node runs it without a durable step. */
export async function run<Wanted, Intent, Result>(
	effect: SideEffect<Wanted, Intent, Result>,
	wanted: Wanted,
): Promise<Result> {
	return await runUnrecorded(effect, wanted);
}

export async function create(scene: ConformingScene, more: Partial<typeof wish> = {}): Promise<Account> {
	return await run(accountCreation(scene.panel), { ...wish, ...more });
}

/** Whether a suspended account has the first reason; a panel that does not tell the words it was given has none. */
export const keptReason = (account: Account | undefined): boolean =>
	['overdue', ''].includes(account?.suspensionReason ?? 'no account');

/** What came of it: `ok`, or the class of the error. */
export async function told(work: Promise<unknown>): Promise<string> {
	return (await failureOf(work))?.errorClass ?? 'ok';
}

export async function failureOf(work: Promise<unknown>): Promise<ExternalError | undefined> {
	try {
		await work;
		return undefined;
	} catch (error) {
		if (error instanceof ExternalError) return error;
		throw error;
	}
}

/** The one account of the domain, as the server holds it. */
export function held(scene: ConformingScene, of = domain): HeldAccount {
	const found = scene.accounts().filter((account) => account.domain === of);
	const [only] = found;
	if (!only || found.length > 1) throw new Error(`the server holds ${found.length} accounts for ${of}`);
	return only;
}

/** Whether the work leaves the server as it was. */
export async function changesNothing(scene: ConformingScene, work: () => Promise<unknown>): Promise<boolean> {
	const before = JSON.stringify(scene.accounts());
	await work();
	return JSON.stringify(scene.accounts()) === before;
}
