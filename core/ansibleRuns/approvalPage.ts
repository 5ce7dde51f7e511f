import type { BackOffice } from '../db';
import type { Language } from '../kernel/languages';
import { textLimits } from '../kernel/textLimits';
import { writerOf, type Writer } from '../messages';
import { asPage, markup, type Markup, type PageAnswer } from '../pages';
import { findApproval, type RunApproval } from './approvals';
import { decide, taskIsStopped, wasMadeAgain, type ShownApproval } from './approve';
import { openRunTicket } from './links';
import { withoutTicket } from './list';
import { runMarkup, titleOf } from './runMarkup';
import { pagedRun, refusedPage } from './runPage';

const longestName = 100;

/** A decision as the form of the page posts it. */
export interface PostedDecision {
	readonly ticket: string;
	readonly decision: 'approved' | 'declined';
	readonly by: string;
	readonly reason?: string;
	/** True when the box is ticked that is there only when the check failed. */
	readonly despiteFailure?: boolean;
}

export interface DecidedPage extends PageAnswer {
	/** Null when the ticket is not valid. */
	readonly approval: ShownApproval | null;
	/** False when this post decided nothing: the name is missing, somebody was faster, or it was too late. */
	readonly decided: boolean;
}

/**
 * Shows what a check run would change, with a form to approve or decline it. Looking at the page changes nothing, because
 * programs that check mail follow every link.
 *
 * @param ticket as the link holds it. For one that is not valid, the page says so.
 */
export async function showApprovalPage({ store, vault }: BackOffice, ticket: string): Promise<PageAnswer> {
	const opened = openRunTicket(vault, 'approval', ticket);
	if (!opened) return refusedPage('runApprovalPage');
	const writer = writerOf(opened.language);
	const found = await store.asStaff(async (transaction) => {
		const approval = await findApproval(transaction, opened.id);
		if (!approval) return undefined;
		return {
			approval,
			paged: await pagedRun(transaction, approval.runId),
			changed: await wasMadeAgain(transaction, approval),
			stopped: approval.status === 'asked' && (await taskIsStopped(transaction, approval)),
		};
	});
	if (!found) return refusedPage('runApprovalPage');
	const { approval, paged, changed, stopped } = found;
	const { runApprovalPage: w } = writer.words;
	const open = approval.status === 'asked' && !changed && !stopped;
	const told = open
		? [
				markup`<p>${w.intro}</p>`,
				...(paged.run.verdict === 'ok' ? [] : [markup`<p class="verdict bad">${w.failures}</p>`]),
			]
		: [markup`<p class="verdict">${changed ? w.changed : stopped ? w.stopped : standing(writer, approval)}</p>`];
	const body = markup`${told}
${runMarkup(writer, paged)}
${open ? form(writer, ticket, approval, paged.run.verdict !== 'ok') : []}`;
	return answer(200, opened.language, open ? w.title : titleOf(writer, paged), body);
}

function form(
	{ say, moment, words: { runApprovalPage: w } }: Writer,
	ticket: string,
	approval: RunApproval,
	failed: boolean,
): Markup {
	// Not required: the box must not keep anybody from declining.
	const confirmation = failed
		? markup`<label class="fix"><input type="checkbox" name="despiteFailure" value="yes"><span>${w.despiteFailure}</span></label>
`
		: markup``;
	return markup`<form method="post">
<input type="hidden" name="ticket" value="${ticket}">
<label class="name">${w.name}<input name="by" required maxlength="${longestName}" autocomplete="name"></label>
<label class="name">${w.reason}<input name="reason" maxlength="${textLimits.reason}"></label>
<p class="soft">${say(w.until, { moment: moment(approval.until, 'UTC') })}</p>
${confirmation}<button name="decision" value="approved">${goesOnByItself(approval) ? w.approve : w.approveByHand}</button>
<button class="plain" name="decision" value="declined">${w.decline}</button>
</form>`;
}

/** Whether a task waits for the decision; otherwise somebody has to start the change. */
const goesOnByItself = ({ taskId, awaitedBy }: RunApproval) => taskId !== null || awaitedBy.length > 0;

/**
 * Approves or declines what the form of the page posts: once, in time, and under a name. A check that failed is approved only
 * by whoever ticks that it is to be run all the same. Whoever comes later is told how it stands. The tasks that wait for it
 * are due at once.
 */
export async function acceptApproval(office: BackOffice, posted: PostedDecision): Promise<DecidedPage> {
	const { store, vault } = office;
	const opened = openRunTicket(vault, 'approval', posted.ticket);
	const nobody = { approval: null, decided: false };
	if (!opened) return { ...refusedPage('runApprovalPage'), ...nobody };
	const { language, id } = opened;
	const writer = writerOf(language);
	const { runApprovalPage: w } = writer.words;
	const by = [...posted.by.trim()].slice(0, longestName).join('');
	if (by === '') {
		const approval = await store.asStaff(async (transaction) => await findApproval(transaction, id));
		const page = answer(400, language, w.title, sentence(w.nameMissing));
		return { ...page, approval: approval ? withoutTicket(approval) : null, decided: false };
	}
	const reason = [...(posted.reason ?? '').trim()].slice(0, textLimits.reason).join('');
	const { decision, despiteFailure = false } = posted;
	const result = await decide(office, id, { decision, by, reason, despiteFailure });
	if (result.state === 'unknown') return { ...refusedPage('runApprovalPage'), ...nobody };
	const { approval } = result;
	const shown = { approval: withoutTicket(approval), decided: result.state === 'decided' };
	if (result.state === 'unconfirmed') {
		return { ...answer(400, language, w.title, sentence(w.failureNotConfirmed)), ...shown };
	}
	if (result.state === 'changed' || result.state === 'stopped') {
		return { ...answer(409, language, w.title, sentence(w[result.state])), ...shown };
	}
	if (result.state === 'over') {
		return { ...answer(200, language, w.title, sentence(standing(writer, approval))), ...shown };
	}
	const approved = approval.status === 'approved';
	const title = approved ? w.approvedNow : w.declinedNow;
	const told = approved ? (goesOnByItself(approval) ? w.goesOn : w.byHand) : w.notMade;
	return { ...answer(200, language, title, sentence(told)), ...shown };
}

/** How an approval stands that can no longer be decided. */
function standing(
	{ say, moment, words: { runApprovalPage: w } }: Writer,
	{ status, decidedBy, decidedAt, until }: RunApproval,
): string {
	const decided = { name: decidedBy ?? '', moment: moment(decidedAt ?? until, 'UTC') };
	if (status === 'approved') return say(w.wasApproved, decided);
	if (status === 'declined') return say(w.wasDeclined, decided);
	return say(w.expired, { moment: moment(until, 'UTC') });
}

function sentence(text: string): Markup {
	return markup`<p>${text}</p>`;
}

function answer(statusCode: number, language: Language, title: string, body: Markup): PageAnswer {
	return { statusCode, html: asPage({ title, language, body }) };
}
