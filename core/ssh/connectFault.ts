import { z } from 'zod';
import { ExternalError } from '../kernel/errors';
import type { LoginRecord, Proof } from './authentication';

/** What is known when a connection does not come about. */
export interface ConnectState {
	/** `deploy@office.example.com:22` */
	readonly name: string;
	readonly proof: Proof;
	readonly record: LoginRecord;
	/** How far it came. */
	readonly reached: 'nothing' | 'socket' | 'keys';
	readonly timeoutMs: number;
	/** The first that the server sent: `SSH-2.0-…`, or something else, such as `Exceeded MaxStartups`. */
	readonly firstWords: string;
	readonly jump?: string;
}

const sshError = z.object({
	message: z.string(),
	code: z.union([z.string(), z.number()]).optional(),
	level: z.string().optional(),
});

/** What an error of ssh2 or of the socket means (levels: ssh2's README, Client events, `error`). */
export function connectFault(error: unknown, state: ConnectState): ExternalError {
	if (error instanceof ExternalError) return error;
	const { message, code = '', level = '' } = sshError.catch({ message: String(error) }).parse(error);
	return (
		loginFault(message, level, state) ??
		socketFault(String(code), state) ??
		handshakeFault(message, level, state) ??
		new ExternalError('transport', `No SSH connection to ${state.name}: ${message.slice(0, 300)}`, look(state))
	);
}

const look = ({ jump }: ConnectState) =>
	`Check the address and the port${jump === undefined ? '' : `, as seen from ${jump}`}, the firewall, and the log of the SSH server at this time.`;

function loginFault(message: string, level: string, state: ConnectState): ExternalError | undefined {
	const { name, proof, record } = state;
	if (/too many authentication failures/i.test(message)) {
		return new ExternalError(
			'auth',
			proof.kind === 'agent'
				? `${name} ended the log-in: the agent holds ${proof.keys} keys, and the server lets try only some of them (MaxAuthTries)`
				: `${name} ended the log-in: too many attempts (MaxAuthTries)`,
			'Put the one key that is meant into the credential, or leave only that key in the agent.',
		);
	}
	if (record.passwordExpired) {
		return new ExternalError(
			'auth',
			`${name}: the password has expired`,
			'Log in by hand and change it, or use a key.',
		);
	}
	if (level === 'agent') {
		return new ExternalError('auth', `${name}: the SSH agent refused to sign`, 'Unlock the agent, or use a key.');
	}
	if (level !== 'client-authentication') return undefined;
	const left = record.methodsLeft?.join(', ') ?? '';
	const takes = left === '' ? '' : ` The server takes: ${left}.`;
	if (record.partly) {
		return new ExternalError(
			'auth',
			`${name} wants one proof more after the ${said(proof)}.${takes}`,
			'Use an account that one proof is enough for.',
		);
	}
	const asked = record.questions.length > 1 ? ` It asked: ${record.questions.join(' / ')}.` : '';
	return new ExternalError('auth', `${name} refuses the ${said(proof)}.${takes}${asked}`, remedyOf(proof, record));
}

const said = (proof: Proof) =>
	({ key: 'key', password: 'password', agent: proof.kind === 'agent' ? `${proof.keys} keys of the agent` : '' })[
		proof.kind
	];

function remedyOf(proof: Proof, { methodsLeft, tried }: LoginRecord): string {
	if (methodsLeft && tried.length === 0) {
		return proof.kind === 'password'
			? 'The server takes no password: put a private key into the credential.'
			: 'The server takes no key: put a password into the credential, or allow keys there (PubkeyAuthentication).';
	}
	return proof.kind === 'password'
		? 'Check the user and the password, and that the account is neither locked nor shut out.'
		: 'Put the public key into ~/.ssh/authorized_keys of the user, with the rights 600, and check that the account is not locked.';
}

function socketFault(code: string, state: ConnectState): ExternalError | undefined {
	const { name } = state;
	const words: Readonly<Record<string, string>> = {
		ECONNREFUSED: 'nothing listens there (connection refused)',
		ENOTFOUND: 'the name is not known to DNS',
		EAI_AGAIN: 'DNS does not answer',
		EHOSTUNREACH: 'there is no way to it (host unreachable)',
		ENETUNREACH: 'there is no way to it (network unreachable)',
		ETIMEDOUT: 'it does not answer',
		ECONNRESET: 'the connection was reset',
		EPIPE: 'the connection was closed',
	};
	const says = words[code];
	if (says === undefined) return undefined;
	if (state.reached === 'socket' && (code === 'ECONNRESET' || code === 'EPIPE')) return turnedAway(state);
	return new ExternalError('transport', `No SSH connection to ${name}: ${says}`, look(state));
}

/** OpenSSH closes a connection when too many have not logged in (sshd_config, MaxStartups), with or without a word. */
function turnedAway({ name, firstWords }: ConnectState): ExternalError {
	const words = firstWords.trim();
	return new ExternalError(
		'busy',
		`${name} closed the connection before the log-in${words === '' || words.startsWith('SSH-') ? '' : `: ${words}`}`,
		'Too many log-ins at once (MaxStartups), or this address is shut out for a while (PerSourcePenalties, fail2ban). Try again later, and check that an SSH server is at this port.',
	);
}

const turningAway = /MaxStartups|not allowed at this time/i;
const spoken = (words: string) =>
	words
		.split(/[\r\n]/)
		.find((line) => line.trim() !== '')
		?.replaceAll(/[^\x20-\x7e]/g, '?')
		.slice(0, 120) ?? '';

function handshakeFault(message: string, level: string, state: ConnectState): ExternalError | undefined {
	const { name, reached, timeoutMs, firstWords } = state;
	const isSsh = firstWords.includes('SSH-');
	if (reached === 'socket' && firstWords !== '' && !isSsh && !turningAway.test(firstWords)) {
		return new ExternalError(
			'invalid',
			`${name} is no SSH server. It says: ${spoken(firstWords)}`,
			'Check the address and the port.',
		);
	}
	if (level === 'client-timeout' || /timed out/i.test(message)) {
		const where = {
			nothing: 'it does not answer',
			socket: isSsh ? 'it does not agree on keys' : 'it does not say hello',
			keys: 'the log-in takes too long',
		};
		return new ExternalError(
			'transport',
			`No SSH connection to ${name} within ${timeoutMs / 1000} s: ${where[reached]}`,
			look(state),
		);
	}
	if (/no matching/i.test(message)) {
		return new ExternalError(
			'invalid',
			`${name} and n8n have no algorithm in common: ${message.slice(0, 300)}`,
			'Update the SSH server, or allow a current algorithm there: curve25519-sha256, aes128-ctr, ssh-ed25519.',
		);
	}
	if (/before handshake/i.test(message) || (reached === 'socket' && /no response from server/i.test(message))) {
		return turnedAway(state);
	}
	return undefined;
}
