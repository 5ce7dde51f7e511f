import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { InputError } from '../core/kernel/errors';
import { readPasswordFile, withClient, type Connected, type Environment } from './connection';
import { isRefused, whoMayGrant, type Role } from './roles';
import { whoami } from './whoami';

interface GivenPassword {
	readonly role: Role;
	readonly password: string;
}

/**
 * The passwords that the roles are to have: from MSP_APP_PASSWORD and MSP_OWNER_PASSWORD, or from the files that
 * MSP_APP_PASSWORD_FILE and MSP_OWNER_PASSWORD_FILE name.
 *
 * @throws InputError when a file cannot be used, or a variable and its file are both given.
 */
export function passwordsGiven(environment: Environment): GivenPassword[] {
	const variables = [
		['msp_owner', 'MSP_OWNER_PASSWORD'],
		['msp_app', 'MSP_APP_PASSWORD'],
	] as const;
	return variables.flatMap(([role, variable]) => {
		const { [variable]: direct, [`${variable}_FILE`]: file } = environment;
		if (direct && file) throw new InputError(variable, `is given, and ${variable}_FILE too`, 'Give one of the two.');
		const password = file ? readPasswordFile(file, `${variable}_FILE`) : direct;
		return password ? [{ role, password }] : [];
	});
}

/**
 * Gives the roles their passwords: all of them, or none.
 *
 * @returns false when this user may not, and a role does not log in with its password already.
 */
export async function setPasswords(
	{ config }: Pick<Connected, 'config'>,
	given: readonly GivenPassword[],
	say: (line: string) => void,
): Promise<boolean> {
	if (given.length === 0) return true;
	return await withClient(config, async (client) => {
		try {
			await client.query('begin');
			for (const { role, password } of given) await setPassword(client, role, password);
			await client.query('commit');
			for (const { role } of given) say(`${role} can log in with the password that was given.`);
			return true;
		} catch (error) {
			await client.query('rollback');
			if (!isRefused(error)) throw error;
		}
		const { user } = await whoami(client);
		let all = true;
		for (const { role, password } of given) {
			if (await logsIn({ ...config, user: role, password })) {
				say(`${role} logs in with the password that was given, as before.`);
				continue;
			}
			all = false;
			const makers = await whoMayGrant(client, role);
			say(`The password of ${role} was not changed: ${user} may not change it.`);
			say(`Run \`msp-database create-roles\` with the same variables as ${makers}; or take the variables away.`);
		}
		return all;
	});
}

async function logsIn(config: Connected['config']): Promise<boolean> {
	return await withClient(config, async () => await Promise.resolve(true)).catch(() => false);
}

/** Lets a role log in with this password. The server is told its verifier only, so that no log of statements holds it. */
export async function setPassword(client: Client, role: Role, password: string): Promise<void> {
	const { user } = await whoami(client);
	// A role may change its own password, and not that it may log in, which it does.
	const logIn = user === role ? '' : 'login';
	await client.query(`alter role ${role} ${logIn} password ${client.escapeLiteral(scramVerifier(password))}`);
}

/** RFC 5803 with PostgreSQL's own number of iterations. */
function scramVerifier(password: string): string {
	const iterations = 4096;
	const salt = randomBytes(16);
	const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256');
	const keyed = (text: string) => createHmac('sha256', salted).update(text).digest();
	const storedKey = createHash('sha256').update(keyed('Client Key')).digest('base64');
	return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${keyed('Server Key').toString('base64')}`;
}
