import { InputError } from '../kernel/errors';
import type { SshLogin } from './login';

/** `deploy@office.example.com:22`, for errors and logs. */
export function nameOf({ username, host, port }: SshLogin): string {
	return `${username}@${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** @throws InputError for an address or a user that no host has, such as one that a program would take for an option. */
export function checkLogin({ host, port, username, jump }: SshLogin): void {
	checkWord('host', host, /^(?!-)[A-Za-z0-9._-]{1,253}$|^[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9._-]{1,15})?$/);
	if (!Number.isInteger(port) || port < 1 || port > 65_535) {
		throw new InputError('port', 'is no port', 'Write a number from 1 to 65535, 22 as a rule.');
	}
	checkWord('username', username, /^(?!-)[^\s:\p{Cc}]{1,64}$/u);
	if (jump) checkLogin(jump);
}

function checkWord(field: string, value: string, form: RegExp): void {
	if (form.test(value)) return;
	throw new InputError(
		field,
		value === '' ? 'is empty' : `is not usable: ${JSON.stringify(value.slice(0, 60))}`,
		field === 'host'
			? 'Write a name or an IP address, without user, port and brackets.'
			: 'Write the name of a user, which does not begin with a hyphen.',
	);
}
