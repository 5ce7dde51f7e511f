import type { BackOffice } from '../db';
import { systemClock, type Clock } from '../kernel/clock';
import { displayDomain } from '../kernel/domainName';
import { InputError } from '../kernel/errors';
import type { Language } from '../kernel/languages';
import { writerOf } from '../messages';
import { asPage, markup, type Markup, type PageAnswer } from '../pages';
import { startLifecycleTask } from '../provisioning';
import { openApprovalTicket } from './approvalLink';
import { suspend } from './run';
import { approveRun } from './runs';
import { waitingFor, type WaitingForPerson, type WaitingService } from './waiting';

/** A person can look through so many at once, and a form can carry them. */
const mostOnPage = 200;
const longestName = 100;

export interface ApprovedService {
	readonly serviceId: string;
	readonly customerCode: string;
	readonly domain: string;
	readonly what: 'suspend' | 'terminate';
	readonly taskId: string;
}

export interface AcceptedApproval extends PageAnswer {
	readonly approved: readonly ApprovedService[];
}

/**
 * Shows what waits for a person: the suspensions of a run that was stopped, and terminations. Looking at the page changes
 * nothing, because programs that check mail follow every link. Only the button, which posts the form, approves.
 *
 * @param ticket as the link holds it. For one that is not valid, the page says so.
 */
export async function showApprovalPage(
	office: BackOffice,
	ticket: string,
	clock: Clock = systemClock,
): Promise<PageAnswer> {
	const opened = openApprovalTicket(office, ticket, clock);
	const waiting = opened && (await waitingFor(office, opened.runId, clock.now()));
	if (!waiting) return refusal();
	const { language } = opened;
	const { dunningPage: words } = writerOf(language).words;
	const page = waiting.services.slice(0, mostOnPage);
	if (page.length === 0) return answer(200, language, words.title, sentence(words.nothing));
	const of = (what: WaitingService['what']) => page.filter((service) => service.what === what);
	return answer(
		200,
		language,
		words.title,
		markup`${sentence(introOf(waiting, language))}
<form method="post">
<input type="hidden" name="ticket" value="${ticket}">
${group(words.suspensions, of('suspend'), language, true)}
${of('terminate').length > 0 ? sentence(words.terminationsWarn) : []}
${group(words.terminations, of('terminate'), language, false)}
${waiting.services.length > page.length ? sentence(words.more) : []}
<label class="name">${words.name}<input name="by" required maxlength="${longestName}" autocomplete="name"></label>
<button>${words.approve}</button>
</form>`,
	);
}

/**
 * Approves what the form of the page posts, by the name in it. Each service is looked at anew: what was paid meanwhile is
 * left out, and the task that follows asks once more right before it does anything. A repeat changes nothing.
 */
export async function acceptApproval(
	office: BackOffice,
	{ ticket, services, by }: { readonly ticket: string; readonly services: readonly string[]; readonly by: string },
	clock: Clock = systemClock,
): Promise<AcceptedApproval> {
	const opened = openApprovalTicket(office, ticket, clock);
	if (!opened) return { ...refusal(), approved: [] };
	const { language, runId } = opened;
	const { words, say } = writerOf(language);
	const { dunningPage: w } = words;
	const nothing = (statusCode: number, told: string) => ({
		...answer(statusCode, language, w.title, sentence(told)),
		approved: [],
	});
	const name = by.trim().slice(0, longestName);
	if (name === '') return nothing(400, w.nameMissing);
	if (services.length === 0) return nothing(200, w.noneChosen);

	const waiting = await waitingFor(office, runId, clock.now());
	const ticked = new Set(services);
	const chosen = (waiting?.services ?? []).filter((one) => ticked.has(valueOf(one))).slice(0, mostOnPage);
	const approved: ApprovedService[] = [];
	for (const service of chosen) {
		const taskId = await approve(office, service, name);
		if (taskId === null) continue;
		const { serviceId, customerCode, domain, what } = service;
		approved.push({ serviceId, customerCode, domain, what, taskId });
	}
	if (approved.length === 0) return nothing(200, w.noneLeft);
	await office.store.asStaff(async (transaction) => {
		await approveRun(transaction, runId, name);
		const detail = { by: name, services: approved.map(({ domain, what }) => `${what} ${domain}`) };
		transaction.audit({
			...{ customerId: null, action: 'dunning.approve', subject: runId, outcome: 'done', detail, correlationId: '' },
		});
	});
	const title = say(w.approved, { count: approved.length });
	return { ...answer(200, language, title, sentence(w.underWay)), approved };
}

/** A suspension stays the system's, so that a payment lifts it; a termination is the person's. */
async function approve(office: BackOffice, service: WaitingService, by: string): Promise<string | null> {
	const { serviceId, planned } = service;
	if (planned) return (await suspend(office.store, planned, by)).taskId;
	try {
		const order = { serviceId, kind: 'terminate', by, reason: 'overdue', dunning: true, approvedBy: by } as const;
		return (await startLifecycleTask(office, order)).taskId;
	} catch (error) {
		// Somebody else changed the service since it was read.
		if (error instanceof InputError) return null;
		throw error;
	}
}

function introOf({ run, services }: WaitingForPerson, language: Language): string {
	const { words, say } = writerOf(language);
	const { dunningPage: w } = words;
	const count = services.filter(({ what }) => what === 'suspend').length;
	if (run.status !== 'stopped' || count === 0) return w.intro;
	return say(w.introStopped, { count, most: run.counts.mostSuspensions ?? 1 });
}

/** A service may be on the page twice in its life: what is approved is said with it. */
const valueOf = ({ what, serviceId }: Pick<WaitingService, 'what' | 'serviceId'>) => `${what}:${serviceId}`;

function group(heading: string, services: readonly WaitingService[], language: Language, ticked: boolean): Markup[] {
	if (services.length === 0) return [];
	return [markup`<h2>${heading}</h2>`, ...services.map((service) => checkbox(service, language, ticked))];
}

function checkbox(service: WaitingService, language: Language, ticked: boolean): Markup {
	const { words, say } = writerOf(language);
	const { customerCode, domain, invoices, owed } = service;
	const about = say(words.dunningPage.owes, { customerCode, amount: owed.join(' + '), invoices: invoices.join(', ') });
	const checked = ticked ? markup` checked` : [];
	return markup`<label class="fix"><input type="checkbox" name="service" value="${valueOf(service)}"${checked}><span><strong>${displayDomain(domain)}</strong><span class="soft">${about}</span></span></label>
`;
}

/** Nobody knows the reader's language without a valid ticket. */
function refusal(): PageAnswer {
	const { dunningPage: words } = writerOf('en').words;
	return answer(403, 'en', words.title, sentence(words.refused));
}

function sentence(text: string): Markup {
	return markup`<p>${text}</p>`;
}

function answer(statusCode: number, language: Language, title: string, body: Markup): PageAnswer {
	return { statusCode, html: asPage({ title, language, body }) };
}
