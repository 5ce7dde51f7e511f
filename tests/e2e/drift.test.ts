import { z } from 'zod';
import { eventually, openScene, type Mail, type Scene } from '../support/e2eScene';
import type { PlayedServer } from '../support/playedServer';

jest.setTimeout(180_000);

/** What becomes of the services of each server, and what the audit must say of it. */
const stories = {
	fine: undefined,
	paid: { kind: 'paid_but_suspended', fix: 'unsuspend' },
	owing: { kind: 'suspended_but_alive', fix: 'suspend' },
	package: { kind: 'wrong_package', fix: 'change_package' },
	limits: { kind: 'wrong_limits', fix: 'reapply_package' },
	left: { kind: 'terminated_but_alive', fix: 'suspend' },
	gone: { kind: 'active_but_missing', fix: null },
} as const;
type Story = keyof typeof stories;
const names = Object.keys(stories) as Story[];
/** An account that no service knows. */
const orphan = { kind: 'orphan_account', fix: null };

let scene: Scene;
/** A server of each kind of panel. */
let fleet: readonly PlayedServer[];
const domainOf = (story: string, { kind }: PlayedServer) => `${story}-${kind}.example`;

beforeAll(async () => {
	scene = await openScene();
	const { web1, plesk1, da1 } = scene.servers;
	fleet = [web1, plesk1, da1];
	await scene.sellOnEach();
	await Promise.all(fleet.map(setUp));
	await Promise.all(fleet.map(drift));
}, 300_000);
afterAll(async () => await scene.close());

async function setUp(server: PlayedServer): Promise<void> {
	for (const story of names) await scene.pay({ domain: domainOf(story, server), plan: server.code });
	for (const story of names) await scene.taskIs(domainOf(story, server), 'completed');
}

async function change(sql: string, ...values: unknown[]): Promise<void> {
	const changed = await scene.stack.backOffice.store.asStaff(async (transaction) => await transaction.run(sql, values));
	expect(changed).toBe(1);
}

/** Somebody changes things on the panel by hand, and billing goes on beside it. */
async function drift(server: PlayedServer): Promise<void> {
	const { panel } = server;
	const account = async (story: Story) => {
		const found = (await server.accounts()).find(({ domain }) => domain === domainOf(story, server));
		return { username: found?.username ?? '', domain: domainOf(story, server) };
	};
	const suspended = `update msp.service set status = 'suspended', suspension_reason = 'overdue', suspended_by = 'system',
		suspended_at = now() where domain = $1`;

	// Paid by its first invoice, and nobody took the suspension back.
	await change(suspended, domainOf('paid', server));
	await panel.suspendAccount(await account('paid'), 'overdue');
	// Suspended for a bill that is still open; the panel does not know.
	await change(suspended, domainOf('owing', server));
	await change(
		`insert into msp.invoice (customer_id, service_id, number, status, currency, total_minor, balance_minor, due_on)
		select customer_id, id, 'renewal of ' || domain, 'open', 'EUR', 990, 990, now() - interval '3 days'
		from msp.service where domain = $1`,
		domainOf('owing', server),
	);
	await panel.changePackage(await account('package'), 'business');
	await server.limitMailboxes(domainOf('limits', server), 3);
	await change(
		`update msp.service set status = 'terminated', terminated_at = now() where domain = $1`,
		domainOf('left', server),
	);
	await panel.terminateAccount(await account('gone'));
	await panel.createAccount({
		username: 'byhand',
		domain: domainOf('orphan', server),
		packageName: 'business',
		contactEmail: 'somebody@example.org',
		password: panel.generatePassword(),
	});
}

const finding = z.object({
	findingId: z.uuid(),
	domain: z.string(),
	kind: z.string(),
	fix: z.string().nullable(),
	status: z.string(),
	decidedBy: z.string().nullable(),
});

async function findings(): Promise<Array<z.infer<typeof finding>>> {
	return await scene.stack.backOffice.store.asStaff(
		async (transaction) =>
			await transaction.rows(
				finding,
				`select id as "findingId", domain, kind, fix, status, decided_by as "decidedBy" from msp.drift_finding
				order by domain`,
			),
	);
}

async function audit(): Promise<void> {
	const { n8n } = scene.stack;
	const id = await n8n.run('msp-25-drift-audit', 'Every Night');
	const ended = await eventually(
		'the audit is through',
		async () => await n8n.execution(id).catch(() => undefined),
		({ status }) => status !== 'running' && status !== 'new',
	);
	expect({ status: ended.status, error: ended.data?.resultData.error }).toEqual({
		status: 'success',
		error: undefined,
	});
}

const held = async () => await Promise.all(fleet.map(async (server) => await server.accounts()));
const reports = async () => (await scene.mails('orphan-')).filter(({ to }) => to[0]?.startsWith('operator@'));

/** The address of the approval page, as the mail has it. */
function linkIn({ text }: Mail): string {
	const [link] = /http:\S+\/webhook\/msp\/drift\?ticket=[^\s>)]+/.exec(text) ?? [];
	if (link === undefined) throw new Error(`the mail has no link: ${text}`);
	return link;
}

interface Page {
	readonly status: number;
	readonly html: string;
	/** The findings that can be ticked. */
	readonly offered: string[];
}

async function open(link: string, form?: URLSearchParams): Promise<Page> {
	const answer = await fetch(form ? link.replace(/\?.*$/, '') : link, form && { method: 'POST', body: form });
	const html = await answer.text();
	const offered = [...html.matchAll(/name="finding" value="([^"]+)"/g)].map(([, id = '']) => id);
	return { status: answer.status, html, offered };
}

async function approve(link: string, chosen: readonly string[], ticket = ticketOf(link)): Promise<Page> {
	const form = new URLSearchParams({ ticket, by: 'Ann Operator' });
	for (const id of chosen) form.append('finding', id);
	return await open(link, form);
}

const ticketOf = (link: string) => new URL(link).searchParams.get('ticket') ?? '';

const fixesOf = (found: ReadonlyArray<z.infer<typeof finding>>) => found.filter(({ fix }) => fix !== null);

test('the audit finds each disagreement on each panel, tells them in one mail, and changes nothing', async () => {
	const before = await held();
	await audit();

	const expected = fleet
		.flatMap((server) => [
			{ domain: domainOf('orphan', server), ...orphan },
			...names.flatMap((story) => (stories[story] ? [{ domain: domainOf(story, server), ...stories[story] }] : [])),
		])
		.sort((one, other) => (one.domain < other.domain ? -1 : 1));
	const found = await findings();
	expect(found.map(({ domain, kind, fix }) => ({ domain, kind, fix }))).toEqual(expected);
	expect(new Set(found.map(({ status }) => status))).toEqual(new Set(['open']));
	expect(await held()).toEqual(before);

	const mails = await reports();
	expect(mails).toHaveLength(1);
	for (const { domain } of expected) {
		expect(mails[0]?.text).toContain(domain);
		expect(mails[0]?.html).toContain(domain);
	}
	for (const server of fleet) expect(mails[0]?.text).not.toContain(domainOf('fine', server));
});

test('opening the link, or posting it with a wrong ticket or nobody’s name, approves nothing', async () => {
	const before = await held();
	const [mail] = await reports();
	const link = linkIn(mail ?? unsent());
	const page = await open(link);
	const fixable = fixesOf(await findings());
	expect(page).toMatchObject({ status: 200 });
	expect(page.offered.sort()).toEqual(fixable.map(({ findingId }) => findingId).sort());

	const forged = `${ticketOf(link).slice(0, -4)}AAAA`;
	expect(await approve(link, page.offered, forged)).toMatchObject({ status: 403 });
	expect(await open(link, new URLSearchParams({ ticket: ticketOf(link), by: ' ' }))).toMatchObject({ status: 400 });
	expect((await findings()).every(({ status }) => status === 'open')).toBe(true);
	expect(await held()).toEqual(before);
});

test('what is ticked is fixed, and nothing else; then store and panels agree', async () => {
	const [mail] = await reports();
	const link = linkIn(mail ?? unsent());
	const all = await findings();
	const packages = all.filter(({ kind }) => kind === 'wrong_package').map(({ findingId }) => findingId);
	const others = fixesOf(all)
		.map(({ findingId }) => findingId)
		.filter((id) => !packages.includes(id));
	const before = await held();
	const untouched = (story: string) => new RegExp(`^(fine|orphan|gone${story})-`);

	expect(await approve(link, others)).toMatchObject({ status: 200 });
	await eventually(
		'what was ticked is fixed',
		findings,
		(found) => found.filter(({ status }) => status === 'fixed').length === others.length,
	);
	const left = (accounts: Awaited<ReturnType<typeof held>>, story: string) =>
		accounts.map((one) => one.filter(({ domain }) => untouched(story).test(domain)));
	expect(left(await held(), '|package')).toEqual(left(before, '|package'));
	for (const server of fleet) {
		const accounts = await server.accounts();
		const suspended = (story: Story) => accounts.find(({ domain }) => domain === domainOf(story, server))?.suspended;
		expect({ kind: server.kind, ...Object.fromEntries(names.map((story) => [story, suspended(story)])) }).toEqual({
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

	// The rest with the same link; a second post of the same form changes nothing more.
	await approve(link, packages);
	await approve(link, packages);
	const after = await eventually(
		'the packages are right again',
		findings,
		(found) => found.filter(({ status }) => status === 'fixed').length === others.length + packages.length,
	);
	expect(fixesOf(after).map(({ decidedBy }) => decidedBy)).toEqual(fixesOf(after).map(() => 'Ann Operator'));
	for (const server of fleet) {
		const accounts = await server.accounts();
		expect(accounts.find(({ domain }) => domain === domainOf('package', server))?.packageName).toBe('starter');
	}
	expect(left(await held(), '')).toEqual(left(before, ''));
});

test('the next night has only what a person must look at', async () => {
	await audit();
	const open = (await findings()).filter(({ status }) => status === 'open');
	expect(open.map(({ domain }) => domain).sort()).toEqual(
		fleet.flatMap((server) => ['gone', 'left', 'orphan'].map((story) => domainOf(story, server))).sort(),
	);
	expect(fixesOf(open)).toEqual([]);
	const [newest] = await reports();
	expect(newest?.text).not.toContain(domainOf('paid', scene.servers.web1));
});

function unsent(): never {
	throw new Error('there is no report');
}
