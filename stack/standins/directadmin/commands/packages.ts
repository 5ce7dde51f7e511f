import { given, refused, success, type Command } from '../call';

const CMD_API_PACKAGES_USER: Command = ({ fields, state }) => {
	const name = fields.get('package');
	if (name === null) return given(Object.keys(state.packages));
	const settings = state.packages[name];
	return settings ? given(settings) : refused('That package does not exist');
};

const limits = ['bandwidth', 'quota', 'inode', 'vdomains', 'nsubdomains', 'nemails', 'nemailf', 'nemailml', 'nemailr'];
const counted = [...limits, 'mysql', 'domainptr', 'ftp'];
const switches = ['aftp', 'cgi', 'php', 'spam', 'ssl', 'cron', 'dnscontrol', 'login_keys', 'suspend_at_limit'];

/** Writes the whole package. A missing limit becomes 0, and a missing checkbox is off. */
const CMD_API_MANAGE_USER_PACKAGES: Command = ({ fields, state }) => {
	const name = fields.get('packagename') ?? '';
	if (fields.get('add') === null) return refused('Unknown action');
	if (!/^[A-Za-z0-9_.-]+$/.test(name)) return refused('Invalid package name');
	state.packages[name] = {
		...Object.fromEntries(
			counted.map((limit) => [limit, fields.get(`u${limit}`) === 'ON' ? 'unlimited' : (fields.get(limit) ?? '0')]),
		),
		// Even OFF counts as ticked.
		...Object.fromEntries(switches.map((one) => [one, fields.has(one) ? 'ON' : 'OFF'])),
		skin: fields.get('skin') ?? '',
		language: fields.get('language') ?? '',
	};
	return success('Saved');
};

export const packageCommands = {
	CMD_API_PACKAGES_USER,
	CMD_API_MANAGE_USER_PACKAGES,
} satisfies Record<string, Command>;
