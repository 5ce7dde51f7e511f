import { displayDomain } from '../kernel/domainName';
import { InputError } from '../kernel/errors';
import type { BackOffice } from '../db';
import type { Language } from '../kernel/languages';
import { describeDrift, writerOf } from '../messages';
import { asPage, markup, type Markup, type PageAnswer } from '../pages';
import { listFindings, type DriftFinding } from './findings';
import { openApprovalTicket } from './approvalLink';
import { approveFinding, type Decision } from './decide';

/** A person can look through so many at once, and a form can carry them. */
const mostOnPage = 200;
const longestName = 100;

export interface AcceptedApproval extends PageAnswer {
	/** The findings that nobody had approved before. */
	readonly approved: readonly DriftFinding[];
}

/**
 * Shows the safe fixes that wait for approval. Looking at the page changes nothing, because programs that check mail
 * follow every link. Only the button, which posts the form, approves.
 *
 * @param ticket as the link holds it. For one that is not valid, the page says so.
 */
export async function showApprovalPage(office: BackOffice, ticket: string): Promise<PageAnswer> {
	const opened = openApprovalTicket(office, ticket);
	if (!opened) return refusal();
	const { language } = opened;
	const { approvalPage: words } = writerOf(language).words;
	const found = await office.store.asStaff(
		async (transaction) =>
			await listFindings(transaction, { statuses: ['open', 'failed'], fixable: true, limit: mostOnPage + 1 }),
	);
	const page = found.slice(0, mostOnPage);
	if (page.length === 0) return answer(200, language, words.title, sentence(words.nothing));
	return answer(
		200,
		language,
		words.title,
		markup`<p>${words.intro}</p>
<form method="post">
<input type="hidden" name="ticket" value="${ticket}">
${page.map((finding) => checkbox(finding, language))}
${found.length > page.length ? sentence(words.more) : []}
<label class="name">${words.name}<input name="by" required maxlength="${longestName}" autocomplete="name"></label>
<button>${words.approve}</button>
</form>`,
	);
}

/**
 * Approves what the form of the page posts. Each finding is approved once, however often the form arrives. A finding that
 * is over, or has no safe fix any more, is left out.
 */
export async function acceptApproval(
	office: BackOffice,
	{ ticket, findingIds, by }: { readonly ticket: string; readonly findingIds: readonly string[]; readonly by: string },
): Promise<AcceptedApproval> {
	const opened = openApprovalTicket(office, ticket);
	if (!opened) return { ...refusal(), approved: [] };
	const { language } = opened;
	const { words, say } = writerOf(language);
	const { approvalPage: w } = words;
	const nothing = (statusCode: number, told: string) => ({
		...answer(statusCode, language, w.title, sentence(told)),
		approved: [],
	});
	if (by.trim() === '') return nothing(400, w.nameMissing);
	if (findingIds.length === 0) return nothing(200, w.noneChosen);

	const ticked = new Set(findingIds);
	const open = await office.store.asStaff(
		async (transaction) =>
			await listFindings(transaction, { statuses: ['open', 'failed'], fixable: true, limit: null }),
	);
	const approved: DriftFinding[] = [];
	for (const { findingId } of open.filter((one) => ticked.has(one.findingId)).slice(0, mostOnPage)) {
		const decision = await approveUnlessOver(office, findingId, by.trim().slice(0, longestName));
		if (decision?.changed) approved.push(decision.finding);
	}
	if (approved.length === 0) return nothing(200, w.noneLeft);
	const title = say(w.approved, { count: approved.length });
	return { ...answer(200, language, title, sentence(w.underWay)), approved };
}

/** Somebody else may have decided or fixed a finding since the page showed it: the others are approved all the same. */
async function approveUnlessOver(office: BackOffice, findingId: string, by: string): Promise<Decision | undefined> {
	try {
		return await approveFinding(office, findingId, by);
	} catch (error) {
		if (error instanceof InputError) return undefined;
		throw error;
	}
}

function checkbox(finding: DriftFinding, language: Language): Markup {
	const { findingId, domain, username, serverCode, customerCode } = finding;
	const { words, say, labelled } = writerOf(language);
	const { driftReport: w } = words;
	const { title, billingSays, panelSays, whatToDo } = describeDrift(language, finding);
	const where = [
		title,
		say(w.server, { serverCode }),
		...(username === null ? [] : [say(w.account, { username })]),
		...(customerCode === null ? [] : [say(w.customer, { customerCode })]),
	];
	return markup`<label class="fix"><input type="checkbox" name="finding" value="${findingId}" checked><span><strong>${domain === null ? (username ?? serverCode) : displayDomain(domain)}</strong><span class="soft">${where.join(' · ')}</span><span class="soft">${labelled(w.billing, billingSays)}. ${labelled(w.panel, panelSays)}.</span><span>${whatToDo}</span></span></label>
`;
}

/** Nobody knows the reader's language without a valid ticket. */
function refusal(): PageAnswer {
	const { approvalPage: words } = writerOf('en').words;
	return answer(403, 'en', words.title, sentence(words.refused));
}

function sentence(text: string): Markup {
	return markup`<p>${text}</p>`;
}

function answer(statusCode: number, language: Language, title: string, body: Markup): PageAnswer {
	return { statusCode, html: asPage({ title, language, body }) };
}
