import type { HeldAccount } from '../../stack/standins/shared';
import type { CompanyScene } from './companyScene';

/** Where the customer of each kind of panel sets a password, as the mail names it. */
const passwordPages = { whm: ':2083/resetpass/?user=', plesk: '/get_password.php', directadmin: '/CMD_LOST_PASSWORD' };

export const passwordsOf = (accounts: readonly HeldAccount[]) =>
	accounts.flatMap(({ password, otherPasswords }) => [password, ...Object.values(otherPasswords)]);

/** Everything that the plan promises is there, once, and the customer was told, without a password. */
export async function expectSetUp(
	scene: CompanyScene,
	domain: string,
	{ customerCode, to } = { customerCode: 'linden-bakery', to: 'office@linden-bakery.example' },
): Promise<void> {
	const task = await scene.task(domain);
	expect(task).toMatchObject({ status: 'completed', serviceStatus: 'active', customerCode });
	expect(task?.steps.map(({ name, status }) => [name, status])).toEqual([
		['package', 'done'],
		['account', 'done'],
		['dns', 'done'],
		['certificate', 'done'],
		['mailbox', 'done'],
		['database', 'done'],
		['welcome-mail', 'done'],
	]);
	const { accounts, known } = await scene.onPanels(domain);
	expect(known).toEqual([task?.serverCode]);
	expect(accounts).toMatchObject([
		{
			packageName: 'starter',
			suspended: false,
			mailboxes: [`info@${domain}`],
			databases: [{ name: expect.stringContaining('site') as unknown, users: accounts[0]?.databaseUsers }],
			texts: expect.arrayContaining(['v=DMARC1; p=none']) as unknown,
			certificateAsked: true,
		},
	]);
	expect(accounts[0]?.databaseUsers).toHaveLength(1);
	// The panel's own, which says all that the plan's says.
	expect(accounts[0]?.texts.filter((text) => text.startsWith('v=spf1'))).toHaveLength(1);

	// Staff may have been told of the domain as well.
	const mails = (await scene.mails(domain)).filter((mail) => mail.to.includes(to));
	expect(mails).toMatchObject([{ to: [to] }]);
	expect(mails[0]?.text).toContain(accounts[0]?.username);
	const server = Object.values(scene.servers).find(({ code }) => code === task?.serverCode);
	expect(mails[0]?.text).toContain(passwordPages[server?.kind ?? 'whm']);
	for (const password of passwordsOf(accounts)) expect(mails[0]?.text).not.toContain(password);
}
