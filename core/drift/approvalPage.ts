import { InputError } from '../kernel/errors';
import { asPage, describeDrift, driftWords, markup, writerOf, type Language, type Markup } from '../messages';
import type { BackOffice } from '../db';
import { listFindings, type DriftFinding } from './findings';
import { openTicket } from './approvalLink';
import { approveFinding, type Decision } from './decide';

/** A person can look through so many at once, and a form can carry them. */
const mostOnPage = 200;
const longestName = 100;

/** What n8n answers. */
export interface ApprovalAnswer {
	readonly statusCode: number;
	readonly html: string;
}

export interface AcceptedApproval extends ApprovalAnswer {
	/** The findings that this approval is the first for. */
	readonly approved: readonly DriftFinding[];
}

/**
 * Shows the page that lists the safe fixes which can be approved. A look changes nothing: programs that check mail follow
 * every link. The button approves; it posts the form.
 *
 * @param ticket as the link holds it; an invalid one gives a page that says so.
 */
export async function showApprovalPage(office: BackOffice, ticket: string): Promise<ApprovalAnswer> {
	const opened = openTicket(office, ticket);
	if (!opened) return refuse();
	const { language } = opened;
	const { page: words } = driftWords[language];
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
${page.map((finding) => tick(finding, language))}
${found.length > page.length ? sentence(words.more) : []}
<label class="name">${words.name}<input name="by" required maxlength="${longestName}" autocomplete="name"></label>
<button>${words.approve}</button>
</form>`,
	);
}

/**
 * Accepts the form of the page. Each finding is approved once, however often the form arrives. A finding that is over, or
 * has no safe fix any more, is left out.
 */
export async function acceptApproval(
	office: BackOffice,
	{ ticket, findingIds, by }: { readonly ticket: string; readonly findingIds: readonly string[]; readonly by: string },
): Promise<AcceptedApproval> {
	const opened = openTicket(office, ticket);
	if (!opened) return { ...refuse(), approved: [] };
	const { language } = opened;
	const { page: words } = driftWords[language];
	const nothing = (statusCode: number, told: string) => ({
		...answer(statusCode, language, words.title, sentence(told)),
		approved: [],
	});
	if (by.trim() === '') return nothing(400, words.nameMissing);
	if (findingIds.length === 0) return nothing(200, words.noneChosen);

	const ticked = new Set(findingIds);
	const open = await office.store.asStaff(
		async (transaction) =>
			await listFindings(transaction, { statuses: ['open', 'failed'], fixable: true, limit: null }),
	);
	const approved: DriftFinding[] = [];
	for (const { findingId } of open.filter((one) => ticked.has(one.findingId)).slice(0, mostOnPage)) {
		const decision = await approvedUnlessOver(office, findingId, by.trim().slice(0, longestName));
		if (decision?.changed) approved.push(decision.finding);
	}
	if (approved.length === 0) return nothing(200, words.noneLeft);
	const told = markup`<p>${words.underWay}</p>`;
	return { ...answer(200, language, words.approved(approved.length), told), approved };
}

/** Somebody else may have decided or fixed it since it was listed: that is no reason to leave out the others. */
async function approvedUnlessOver(office: BackOffice, findingId: string, by: string): Promise<Decision | undefined> {
	try {
		return await approveFinding(office, findingId, by);
	} catch (error) {
		if (error instanceof InputError) return undefined;
		throw error;
	}
}

function tick(finding: DriftFinding, language: Language): Markup {
	const { findingId, domain, username, serverCode, customerCode } = finding;
	const words = driftWords[language].report;
	const { labelled } = writerOf(language);
	const { title, billingSays, panelSays, whatToDo } = describeDrift(language, finding);
	const where = [
		title,
		words.server(serverCode),
		...(username === null ? [] : [words.account(username)]),
		...(customerCode === null ? [] : [words.customer(customerCode)]),
	];
	return markup`<label class="fix"><input type="checkbox" name="finding" value="${findingId}" checked><span><strong>${domain ?? username ?? serverCode}</strong><span class="soft">${where.join(' · ')}</span><span class="soft">${labelled(words.billing, billingSays)}. ${labelled(words.panel, panelSays)}.</span><span>${whatToDo}</span></span></label>
`;
}

/** Without a valid ticket the language is unknown. */
function refuse(): ApprovalAnswer {
	const { page: words } = driftWords.en;
	return answer(403, 'en', words.title, sentence(words.refused));
}

function sentence(text: string): Markup {
	return markup`<p>${text}</p>`;
}

function answer(statusCode: number, language: Language, title: string, body: Markup): ApprovalAnswer {
	return { statusCode, html: asPage({ title, language, body }) };
}
