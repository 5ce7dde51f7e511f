import { given, refused, strong, success, without, type Call, type Command } from '../call';
import { domainsOf, limitOf, type DirectAdminAccount } from '../state';

type OnDomain = (call: Call, account: DirectAdminAccount, domain: string) => ReturnType<Command>;

const onDomain =
	(act: OnDomain): Command =>
	(call) => {
		const domain = (call.fields.get('domain') ?? '').toLowerCase();
		const { actor } = call;
		return actor && domainsOf(actor).includes(domain)
			? act(call, actor, domain)
			: refused('You do not own that domain');
	};

/** Answers page by page, as the panel's list of mailboxes does. The first mailbox is the account's own. */
const CMD_EMAIL_POP = onDomain(({ fields }, { username, mailboxes }, domain) => {
	const size = (megabytes: number) => (fields.get('bytes') === 'yes' ? String(megabytes * 1_048_576) : `${megabytes}M`);
	const row = (account: string, quota: number, used: number, sendLimit: string) => ({
		account,
		login: account === username ? account : `${account}@${domain}`,
		suspended: 'no',
		usage: { quota: quota === 0 ? 'unlimited' : size(quota), usage: size(used) },
		sent: { send_limit: sendLimit, sent: '0' },
	});
	const rows = [
		row(username, 0, 0, '200'),
		...Object.entries(mailboxes)
			.filter(([address]) => address.endsWith(`@${domain}`))
			.map(([address, held]) => row(address.split('@')[0] ?? '', held.quotaMegabytes, 0.5, held.sendLimit)),
	];
	const [page, perPage] = [Number(fields.get('page') ?? 1), Number(fields.get('ipp') ?? 50)];
	const shown = rows.slice((page - 1) * perPage, page * perPage);
	const info = { rows: rows.length, ipp: perPage, current_page: page, total_pages: Math.ceil(rows.length / perPage) };
	return given({
		emails: {
			...Object.fromEntries(shown.entries()),
			info: Object.fromEntries(Object.entries(info).map(([name, number]) => [name, String(number)])),
		},
	});
});

const CMD_API_POP = onDomain((call, account, domain) => {
	const { fields } = call;
	const address = `${(fields.get('user') ?? '').toLowerCase()}@${domain}`;
	const held = account.mailboxes[address];
	switch (fields.get('action')) {
		case 'create':
			return create(call, account, address);
		case 'modify': {
			if (!held) return refused('That account does not exist');
			const password = fields.get('passwd') ?? '';
			if (password !== fields.get('passwd2')) return refused('Passwords do not match');
			if (!strong(password)) return refused('The password is too weak');
			account.mailboxes[address] = {
				password,
				quotaMegabytes: Number(fields.get('quota') ?? 50),
				sendLimit: fields.get('limit') ?? '200',
			};
			return success('E-Mail Updated');
		}
		case 'delete':
			if (!held) return refused('That account does not exist');
			account.mailboxes = without(account.mailboxes, address);
			return success('E-Mail Accounts Deleted');
		default:
			return refused('Unknown action');
	}
});

function create({ fields, state }: Call, account: DirectAdminAccount, address: string) {
	if (!/^[a-z0-9._-]+@/.test(address)) return refused('Invalid name');
	if (account.mailboxes[address]) return refused('That account already exists');
	const limit = limitOf(state, account, 'nemails');
	if (limit >= 0 && Object.keys(account.mailboxes).length >= limit) {
		return refused('You have reached the maximum number of E-Mail accounts');
	}
	const password = fields.get('passwd') ?? '';
	if (password !== fields.get('passwd2')) return refused('Passwords do not match');
	if (!strong(password)) return refused('The password is too weak');
	account.mailboxes[address] = {
		password,
		quotaMegabytes: Number(fields.get('quota') ?? 0),
		sendLimit: fields.get('limit') ?? '200',
	};
	return success('Account created');
}

export const mailboxCommands = { CMD_EMAIL_POP, CMD_API_POP } satisfies Record<string, Command>;
