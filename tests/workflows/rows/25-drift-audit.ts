import type { PlayedServer } from '../../support/playedServer';
import type { Arrival, WorkflowScene } from '../../support/workflowScene';
import {
	domainOf,
	driftApart,
	findings,
	fixesOf,
	offeredOn,
	orphan,
	reports,
	stories,
	storyNames,
	ticketOf,
	type Finding,
	type Story,
} from '../../support/drift';
import { oneOfEach, paid } from '../orders';
import type { Row } from '../row';

const night: Arrival = { items: [{}] };
const fleet = ({ servers }: WorkflowScene): PlayedServer[] => oneOfEach.map((code) => servers[code]);
const held = async (scene: WorkflowScene) =>
	await Promise.all(fleet(scene).map(async (server) => await server.accounts()));

const opened = (ticket: string): Arrival => ({ request: { method: 'GET', query: { ticket } } });
const posted = (ticket: string, chosen: readonly string[], by = 'Ann Operator'): Arrival => {
	const form = new URLSearchParams({ ticket, by });
	for (const id of chosen) form.append('finding', id);
	const headers = { 'content-type': 'application/x-www-form-urlencoded' };
	return { request: { method: 'POST', headers, rawBody: form.toString() } };
};

const idsOf = (found: readonly Finding[], isOne: (one: Finding) => boolean) =>
	fixesOf(found)
		.filter(isOne)
		.map(({ findingId }) => findingId);
const ofStory = (story: Story) => (one: Finding) => one.domain.startsWith(`${story}-`);

/** What the panels hold before what a row does. */
let before: Awaited<ReturnType<typeof held>>;
const accountsOf = (accounts: typeof before, names: RegExp) =>
	accounts.map((one) => one.filter(({ domain }) => names.test(domain)));

/** The rows tell one story, in their order: an audit, its report, the approvals, the next night. */
export const driftAudit: readonly Row[] = [
	{
		title: 'where billing and panels agree, nothing is found and no mail is sent',
		start: 'Every Night',
		given: async (scene) => {
			await scene.sellOnEach();
			for (const server of fleet(scene)) {
				for (const story of storyNames) await paid(scene, { domain: domainOf(story, server), plan: server.code });
			}
			return night;
		},
		last: 'Anything to Tell?',
		then: async (scene) => {
			expect(await findings(scene)).toEqual([]);
			expect(await reports(scene)).toEqual([]);
		},
	},
	{
		title: 'the audit finds each disagreement on each panel, tells them in one mail, and changes nothing',
		start: 'Every Night',
		given: async (scene) => {
			for (const server of fleet(scene)) await driftApart(scene, server);
			before = await held(scene);
			return night;
		},
		last: 'Send Report',
		then: async (scene) => {
			const expected = fleet(scene)
				.flatMap((server) => [
					{ domain: domainOf('orphan', server), ...orphan },
					...storyNames.flatMap((story) =>
						stories[story] ? [{ domain: domainOf(story, server), ...stories[story] }] : [],
					),
				])
				.sort((one, other) => one.domain.localeCompare(other.domain));
			const found = await findings(scene);
			expect(found.map(({ domain, kind, fix }) => ({ domain, kind, fix }))).toEqual(expected);
			expect(found.every(({ status }) => status === 'open')).toBe(true);
			expect(await held(scene)).toEqual(before);
			const [mail, ...others] = await reports(scene);
			expect(others).toEqual([]);
			for (const { domain } of expected) expect(mail?.text).toContain(domain);
		},
	},
	{
		title: 'opening the link shows what can be approved, and approves nothing',
		start: 'Link Opened',
		given: async (scene) => opened(await ticketOf(scene)),
		answer: { status: 200, headers: { 'content-type': expect.stringContaining('text/html') as unknown } },
		last: 'Answer with Page',
		then: async (scene, { answer }) => {
			const fixable = idsOf(await findings(scene), () => true);
			expect(offeredOn(answer.body).sort()).toEqual(fixable.sort());
			expect((await findings(scene)).every(({ status }) => status === 'open')).toBe(true);
		},
	},
	{
		title: 'a forged ticket approves nothing',
		start: 'Approval Posted',
		given: async (scene) =>
			posted(
				`${(await ticketOf(scene)).slice(0, -4)}AAAA`,
				idsOf(await findings(scene), () => true),
			),
		answer: { status: 403 },
		last: 'Each Approved',
		then: async (scene) => expect((await findings(scene)).every(({ status }) => status === 'open')).toBe(true),
	},
	{
		title: 'nobody’s name approves nothing',
		start: 'Approval Posted',
		given: async (scene) =>
			posted(
				await ticketOf(scene),
				idsOf(await findings(scene), () => true),
				' ',
			),
		answer: { status: 400 },
		last: 'Each Approved',
		then: async (scene) => {
			expect((await findings(scene)).every(({ status }) => status === 'open')).toBe(true);
			expect(await held(scene)).toEqual(before);
		},
	},
	{
		title: 'what is ticked is fixed, and nothing else',
		start: 'Approval Posted',
		given: async (scene) =>
			posted(
				await ticketOf(scene),
				idsOf(await findings(scene), (one) => one.kind !== 'wrong_package'),
			),
		answer: { status: 200 },
		last: 'One by One',
		then: async (scene) => {
			const found = await findings(scene);
			const ticked = fixesOf(found).filter(({ kind }) => kind !== 'wrong_package');
			expect(ticked.map(({ status, decidedBy }) => `${status} by ${decidedBy}`)).toEqual(
				ticked.map(() => 'fixed by Ann Operator'),
			);
			expect(found.filter(({ kind }) => kind === 'wrong_package').every(({ status }) => status === 'open')).toBe(true);
			const untouched = /^(fine|orphan|gone|package)-/;
			expect(accountsOf(await held(scene), untouched)).toEqual(accountsOf(before, untouched));
			for (const server of fleet(scene)) await expectFixed(scene, server);
		},
	},
	{
		title: 'a fix that the panel refuses is recorded with its words, and a person is told',
		start: 'Approval Posted',
		given: async (scene) => {
			for (const server of fleet(scene)) {
				const path = server.changes.changePackage;
				await server.addFault({ path, kind: 'answer', status: 403, body: 'Access denied', times: 5 });
			}
			return posted(await ticketOf(scene), idsOf(await findings(scene), ofStory('package')));
		},
		answer: { status: 200 },
		last: 'One by One',
		then: async (scene) => {
			const refused = (await findings(scene)).filter(ofStory('package'));
			expect(refused.map(({ status }) => status)).toEqual(fleet(scene).map(() => 'failed'));
			const told = await scene.mails('The fix of package-');
			expect(told).toHaveLength(fleet(scene).length);
		},
	},
	{
		title: 'the rest is fixed with the same link, when the panel takes it',
		start: 'Approval Posted',
		given: async (scene) => posted(await ticketOf(scene), idsOf(await findings(scene), ofStory('package'))),
		answer: { status: 200 },
		last: 'One by One',
		then: async (scene) => {
			for (const server of fleet(scene)) {
				const accounts = await server.accounts();
				expect(accounts.find(({ domain }) => domain === domainOf('package', server))?.packageName).toBe('starter');
			}
			const found = fixesOf(await findings(scene));
			expect(found.map(({ status, decidedBy }) => `${status} by ${decidedBy}`)).toEqual(
				found.map(() => 'fixed by Ann Operator'),
			);
			const untouched = /^(fine|orphan|gone)-/;
			expect(accountsOf(await held(scene), untouched)).toEqual(accountsOf(before, untouched));
			before = await held(scene);
		},
	},
	{
		title: 'a second post of the same form changes nothing more',
		start: 'Approval Posted',
		given: async (scene) => posted(await ticketOf(scene), idsOf(await findings(scene), ofStory('package'))),
		answer: { status: 200 },
		last: 'Each Approved',
		then: async (scene) => expect(await held(scene)).toEqual(before),
	},
	{
		title: 'the next night has only what a person must look at',
		start: 'Every Night',
		given: () => night,
		last: 'Send Report',
		then: async (scene) => {
			const open = (await findings(scene)).filter(({ status }) => status === 'open');
			expect(open.map(({ domain }) => domain).sort()).toEqual(
				fleet(scene)
					.flatMap((server) => ['gone', 'left', 'orphan'].map((story) => domainOf(story, server)))
					.sort(),
			);
			expect(fixesOf(open)).toEqual([]);
			const [newest] = await reports(scene);
			expect(newest?.text).not.toContain(domainOf('paid', scene.servers.web1));
		},
	},
	{
		title: 'what somebody put right after the audit is not fixed again',
		start: 'Approval Posted',
		given: async (scene) => {
			const { web1 } = scene.servers;
			const { panel } = web1;
			const found = await panel.findAccount({ domain: domainOf('fine', web1) });
			const account = { username: found?.username ?? '', domain: domainOf('fine', web1) };
			await panel.changePackage(account, 'business');
			await scene.play('msp-25-drift-audit', 'Every Night', night);
			await panel.changePackage(account, 'starter');
			return posted(await ticketOf(scene), idsOf(await findings(scene), ofStory('fine')));
		},
		answer: { status: 200 },
		last: 'One by One',
		then: async (scene) => {
			const [fine] = (await findings(scene)).filter(ofStory('fine'));
			expect(fine).toMatchObject({ kind: 'wrong_package' });
			expect(fine?.status).not.toBe('open');
		},
	},
];

/** After the fixes store and panel agree about each service. */
async function expectFixed(scene: WorkflowScene, server: PlayedServer): Promise<void> {
	const accounts = await server.accounts();
	const suspended = (story: Story) => accounts.find(({ domain }) => domain === domainOf(story, server))?.suspended;
	expect({ kind: server.kind, ...Object.fromEntries(storyNames.map((story) => [story, suspended(story)])) }).toEqual({
		kind: server.kind,
		fine: false,
		paid: false,
		owing: true,
		package: false,
		limits: false,
		left: true,
		gone: undefined,
	});
	const mended = await server.panel.findAccount({ domain: domainOf('limits', server) });
	expect(mended?.limits.mailboxes).toBe(10);
	expect((await scene.task(domainOf('paid', server)))?.serviceStatus).toBe('active');
}
