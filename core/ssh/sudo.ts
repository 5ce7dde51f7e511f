import { ExternalError } from '../kernel/errors';
import type { CommandMark } from './preamble';

/** True when sudo asks a second time: the password is wrong, and more tries would lock the account. */
export function asksAgain(words: string, { asks }: Pick<CommandMark, 'asks'>): boolean {
	return words.split(asks).length > 2;
}

/** Why sudo did not run a command, in its own words: they may be in any language. */
export function sudoFault(
	name: string,
	{ user, password }: { readonly user: string; readonly password?: string },
	said: string,
	{ asks }: Pick<CommandMark, 'asks'>,
): ExternalError {
	const asked = said.split(asks).length - 1;
	const words = said.replaceAll(asks, '').replaceAll(/\s+/g, ' ').trim().slice(-400);
	const quote = words === '' ? '' : `: ${words}`;
	if (/must have a tty|requiretty/i.test(words)) {
		return new ExternalError(
			'permission',
			`sudo on ${name} works on a terminal only${quote}`,
			`Add to the sudoers file there: Defaults:${name.split('@')[0] ?? ''} !requiretty`,
		);
	}
	if (/sudo: (command )?not found|No such file|not found/i.test(words)) {
		return new ExternalError(
			'permission',
			`${name} has no sudo${quote}`,
			'Install sudo there, or log in as the user itself.',
		);
	}
	if (
		password !== undefined &&
		(asked > 1 || /password|incorrect|attempt/i.test(words)) &&
		!/not in the sudoers|not allowed/i.test(words)
	) {
		return new ExternalError(
			'auth',
			`sudo on ${name} refuses the password${quote}`,
			'Correct the sudo password in the credential.',
		);
	}
	if (password === undefined && /password|terminal is required/i.test(words)) {
		return new ExternalError(
			'permission',
			`sudo on ${name} asks for a password${quote}`,
			'Put the sudo password into the credential, or allow it without one: NOPASSWD in the sudoers file.',
		);
	}
	return new ExternalError(
		'permission',
		`sudo on ${name} does not run commands as ${user}${quote}`,
		'Allow it in the sudoers file there (visudo), or put the sudo password into the credential.',
	);
}
