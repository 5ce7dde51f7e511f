import { z } from 'zod';
import { textLimits } from '../../core/kernel/textLimits';
import { openSsh, type HostReport, type SshAuthentication, type SshLogin } from '../../core/ssh';
import { credentialTest, filled, readCredential } from './credential';

/** A secret as it was typed: a password may begin with a space. */
const secret = z.string().max(textLimits.secret).default('');

/** The fields of `credentials/sshFields.ts`. n8n does not hand on those that the form hides. */
export const sshCredentialFields = {
	host: filled.max(textLimits.domain).transform((host) => host.replace(/^\[(.*)\]$/, '$1')),
	port: z.coerce
		.number('must be a number')
		.int('must be a number')
		.min(1, 'must be 1 or more')
		.max(65_535, 'must be 65535 or less')
		.default(22),
	username: filled.max(textLimits.username),
	authentication: z.enum(['key', 'password', 'agent']).default('key'),
	privateKey: z.string().max(textLimits.privateKey).default(''),
	passphrase: secret,
	password: secret,
	agentSocket: z.string().trim().max(textLimits.socketPath).default(''),
	knownHosts: z.string().max(textLimits.hostKeys).default(''),
	sudoPassword: secret,
};

const credential = z
	.object(sshCredentialFields)
	.superRefine(({ authentication, privateKey, password, agentSocket }, { addIssue }) => {
		const [name, value] = {
			key: ['privateKey', privateKey] as const,
			password: ['password', password] as const,
			agent: ['agentSocket', agentSocket] as const,
		}[authentication];
		if (value === '') addIssue({ code: 'custom', path: [name], message: 'is empty' });
	});

type Held = z.output<z.ZodObject<typeof sshCredentialFields>>;

/** The log-in that the fields describe. */
export function sshLoginOf({ host, port, username, knownHosts, sudoPassword, ...proof }: Held): SshLogin {
	return {
		host,
		port,
		username,
		authentication: authenticationOf(proof),
		hostKeys: knownHosts.split(/[\r\n]+/).filter((line) => line.trim() !== ''),
		...(sudoPassword !== '' && { sudoPassword }),
	};
}

type Proof = Pick<Held, 'authentication' | 'privateKey' | 'passphrase' | 'password' | 'agentSocket'>;

function authenticationOf({ authentication, privateKey, passphrase, password, agentSocket }: Proof): SshAuthentication {
	switch (authentication) {
		case 'key':
			return { kind: 'key', privateKey, ...(passphrase !== '' && { passphrase }) };
		case 'password':
			return { kind: 'password', password };
		case 'agent':
			return { kind: 'agent', socket: agentSocket };
	}
}

/** @throws InputError that names the wrong field; never with a secret. */
export function sshLogin(data: unknown): SshLogin {
	return sshLoginOf(readCredential('MSP SSH Host', credential, data));
}

const sudoWords: Readonly<Record<HostReport['sudo'], string>> = {
	root: 'It is root.',
	free: 'sudo needs no password.',
	password: 'sudo takes the password.',
	asks: 'sudo asks for a password, or does not know the user.',
	missing: 'sudo is not installed.',
};

/** What a host offers, in a sentence for each. */
export function hostWords({ user, system, sudo, python, sftp }: HostReport): string {
	return [
		`Connected as ${user} on ${system}.`,
		sudoWords[sudo],
		python === undefined ? 'Python is not installed.' : `Python ${python}.`,
		sftp ? 'SFTP is on.' : 'SFTP is off; files are written without it.',
	].join(' ');
}

/** Logs in, and says what the host offers. */
export const testSshHost = credentialTest(async (data) => {
	const host = openSsh(sshLogin(data));
	try {
		return hostWords(await host.examine());
	} finally {
		await host.close();
	}
});
