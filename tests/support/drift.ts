import { z } from 'zod';
import type { CompanyScene, Mail } from './companyScene';
import type { PlayedServer } from './playedServer';

/** What becomes of the services of each server, and what the audit must say of it. */
export const stories = {
	fine: undefined,
	paid: { kind: 'paid_but_suspended', fix: 'unsuspend' },
	owing: { kind: 'suspended_but_alive', fix: 'suspend' },
	package: { kind: 'wrong_package', fix: 'change_package' },
	limits: { kind: 'wrong_limits', fix: 'reapply_package' },
	left: { kind: 'terminated_but_alive', fix: 'suspend' },
	gone: { kind: 'active_but_missing', fix: null },
} as const;
export type Story = keyof typeof stories;
export const storyNames = Object.keys(stories) as Story[];
/** An account that no service knows. */
export const orphan = { kind: 'orphan_account', fix: null };

export const domainOf = (story: string, { kind }: Pick<PlayedServer, 'kind'>) => `${story}-${kind}.example`;

/** Somebody changes things on the panel by hand, and billing goes on beside it. */
export async function driftApart(scene: CompanyScene, server: PlayedServer): Promise<void> {
	const { panel } = server;
	const change = async (sql: string, story: Story) => {
		expect(await scene.change(sql, domainOf(story, server))).toBe(1);
	};
	const account = async (story: Story) => {
		const found = (await server.accounts()).find(({ domain }) => domain === domainOf(story, server));
		return { username: found?.username ?? '', domain: domainOf(story, server) };
	};
	const suspended = `update msp.service set status = 'suspended', suspension_reason = 'overdue', suspended_by = 'system',
		suspended_at = now() where domain = $1`;

	// Paid by its first invoice, and nobody took the suspension back.
	await change(suspended, 'paid');
	await panel.suspendAccount(await account('paid'), 'overdue');
	// Suspended for a bill that is still open; the panel does not know.
	await change(suspended, 'owing');
	await change(
		`insert into msp.invoice (customer_id, service_id, number, status, currency, total_minor, balance_minor, due_on)
		select customer_id, id, 'renewal of ' || domain, 'open', 'EUR', 990, 990, now() - interval '3 days'
		from msp.service where domain = $1`,
		'owing',
	);
	await panel.changePackage(await account('package'), 'business');
	await server.limitMailboxes(domainOf('limits', server), 3);
	await change(`update msp.service set status = 'terminated', terminated_at = now() where domain = $1`, 'left');
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
export type Finding = z.infer<typeof finding>;

export async function findings({ backOffice }: CompanyScene): Promise<Finding[]> {
	return await backOffice.store.asStaff(
		async (transaction) =>
			await transaction.rows(
				finding,
				`select id as "findingId", domain, kind, fix, status, decided_by as "decidedBy" from msp.drift_finding
				order by domain`,
			),
	);
}

export const fixesOf = (found: readonly Finding[]) => found.filter(({ fix }) => fix !== null);

/** The mails with the report of an audit, newest first. */
export const reports = async (scene: CompanyScene): Promise<Mail[]> =>
	(await scene.mails('orphan-')).filter(({ to }) => to[0]?.startsWith('operator@'));

/** The ticket in the newest report, as its link has it. */
export async function ticketOf(scene: CompanyScene): Promise<string> {
	const [mail] = await reports(scene);
	return new URL(linkIn(mail)).searchParams.get('ticket') ?? '';
}

/** The address of the approval page, as the mail has it. */
export function linkIn(mail: Mail | undefined): string {
	const [link] = /http:\S+\/webhook\/msp\/drift\?ticket=[^\s>)]+/.exec(mail?.text ?? '') ?? [];
	if (link === undefined) throw new Error(`The report has no link: ${mail?.text ?? 'there is no report'}`);
	return link;
}

/** The findings that a page offers to tick. */
export const offeredOn = (html: unknown) =>
	[...String(html).matchAll(/name="finding" value="([^"]+)"/g)].map(([, id = '']) => id);
