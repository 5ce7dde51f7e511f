import type { BackOffice, Transaction } from '../db';
import { systemClock, type Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import type { Language } from '../kernel/languages';
import { writerOf } from '../messages';
import { asPage, markup, type PageAnswer } from '../pages';
import { findApproval, findApprovalOfRun } from './approvals';
import { selectHostResults } from './hostResults';
import { linkToRun, openRunTicket, sealRunTicket } from './links';
import { existingRun } from './outcome';
import { runMarkup, titleOf, type PagedRun } from './runMarkup';

export interface RunLink {
	readonly pageUrl: string;
	/** ISO 8601. */
	readonly pageUntil: string;
}

/**
 * Makes the address at which a run is shown. It decides nothing. Whoever has it can look at the run until it expires.
 *
 * @throws InputError when there is no such run, or the page is no http or https address.
 */
export async function makeRunLink(
	{ store, vault }: BackOffice,
	asked: { readonly runId: string; readonly page: string; readonly language: Language; readonly hours: number },
	clock: Clock = systemClock,
): Promise<RunLink> {
	const { runId, page, language, hours } = asked;
	await store.asStaff(async (transaction) => await existingRun(transaction, runId));
	const until = new Date(clock.now().getTime() + hours * 3_600_000);
	const pageUrl = linkToRun(page, sealRunTicket(vault, 'page', { id: runId, language, until }));
	return { pageUrl, pageUntil: until.toISOString() };
}

/**
 * Shows a run as a page: to whoever has its link, or by its ID.
 *
 * @param shown a ticket as a link holds it; for one that is not valid, the page says so.
 * @throws InputError when there is no run of the given ID.
 */
export async function showRunPage(
	{ store, vault }: BackOffice,
	shown: { readonly ticket: string } | { readonly runId: string; readonly language: Language },
	clock: Clock = systemClock,
): Promise<PageAnswer> {
	const wanted = 'ticket' in shown ? opened(vault, shown.ticket, clock) : shown;
	if (!wanted) return refusedPage('runPage');
	const { runId, language } = wanted;
	try {
		const paged = await store.asStaff(async (transaction) => await pagedRun(transaction, runId));
		const writer = writerOf(language);
		return {
			statusCode: 200,
			html: asPage({ title: titleOf(writer, paged), language, body: runMarkup(writer, paged) }),
		};
	} catch (error) {
		if ('ticket' in shown && error instanceof InputError) return refusedPage('runPage');
		throw error;
	}
}

function opened(vault: BackOffice['vault'], sealed: string, clock: Clock) {
	const ticket = openRunTicket(vault, 'page', sealed);
	if (!ticket || ticket.until === null || new Date(ticket.until) <= clock.now()) return undefined;
	return { runId: ticket.id, language: ticket.language };
}

/** All that belongs to a run. @throws InputError when there is no such run. */
export async function pagedRun(transaction: Transaction, runId: string): Promise<PagedRun> {
	const run = await existingRun(transaction, runId);
	return {
		run,
		hosts: await selectHostResults(transaction, runId),
		approval:
			run.approvalId === null
				? await findApprovalOfRun(transaction, runId)
				: await findApproval(transaction, run.approvalId),
	};
}

/** Nobody knows the reader's language without a valid ticket. */
export function refusedPage(of: 'runPage' | 'runApprovalPage'): PageAnswer {
	const { title, refused } = writerOf('en').words[of];
	return { statusCode: 403, html: asPage({ title, language: 'en', body: markup`<p>${refused}</p>` }) };
}
