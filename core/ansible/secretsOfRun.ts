import { partsOfSecret, redact, shortestSecret } from '../kernel/redaction';
import { InputError } from '../kernel/errors';
import type { HostResult, RunOutcome } from './outcome';
import type { Json, RunRequest } from './request';
import type { RunLook } from './runner';
import { shown } from './variables';

/** The texts of a request that must be shown nowhere: the vault password, and every text of a secret variable. */
export function secretsOf({
	vaultPassword,
	secretVariables,
}: Pick<RunRequest, 'vaultPassword' | 'secretVariables'>): string[] {
	const texts = [
		...(vaultPassword === undefined ? [] : [vaultPassword]),
		...Object.values(secretVariables).flatMap(textsIn),
	];
	return [...new Set(texts.flatMap(partsOfSecret))];
}

/**
 * Refuses a secret that nobody could take out of what a run says without taking parts of other words with it.
 *
 * @throws InputError that names the variable, and never its value.
 */
export function mustBeHidden(secretVariables: RunRequest['secretVariables'], vaultPassword = ''): void {
	for (const [name, value] of Object.entries(secretVariables)) {
		if (!textsIn(value).some(isTooShort)) continue;
		const whose = typeof value === 'object' ? 'in which a value' : 'whose value';
		throw new InputError(
			'secretVariables',
			`has ${shown(name)}, ${whose} is shorter than ${shortestSecret} characters: it cannot be taken out of the log and the results`,
			'Give it as a variable if it is no secret. Keep it in a vault of the project, with no_log at its tasks, if it is one.',
		);
	}
	if (!isTooShort(vaultPassword)) return;
	throw new InputError(
		'vaultPassword',
		`is shorter than ${shortestSecret} characters: it cannot be taken out of the log and the results`,
		'Give the vault a longer password with ansible-vault rekey, and write that into the credential.',
	);
}

function isTooShort(text: string): boolean {
	const { length } = text.trim();
	return length > 0 && length < shortestSecret;
}

function textsIn(value: Json): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value === 'number') return [String(value)];
	if (typeof value !== 'object' || value === null) return [];
	return Object.values(value).flatMap(textsIn);
}

/** Takes secrets out of every text of JSON-like data, names included. */
export function withoutSecrets<T>(data: T, secrets: readonly string[]): T {
	if (secrets.length === 0) return data;
	return cleaned(data, secrets) as T;
}

/**
 * Takes secrets out of what the people and programs of a run said. What we ourselves say of it stays: a secret may be a
 * word such as `failed` or `hosts`.
 */
export function outcomeWithoutSecrets(outcome: RunOutcome, secrets: readonly string[]): RunOutcome {
	if (secrets.length === 0) return outcome;
	const { explanation, hosts, stats, warnings, logTail, notReported, leftovers } = outcome;
	return {
		...outcome,
		...withoutSecretsIn({ logTail, notReported, leftovers }, secrets),
		// Lines of Ansible's are joined in them.
		explanation: redact(explanation, secrets, 'blank'),
		warnings: warnings.map((warning) => redact(warning, secrets, 'blank')),
		stats: withoutSecrets(stats, secrets),
		hosts: hosts.map((host) => hostWithoutSecrets(host, secrets)),
	};
}

export function lookWithoutSecrets<Look extends Pick<RunLook, 'hosts' | 'log' | 'outcome'>>(
	look: Look,
	secrets: readonly string[],
): Look {
	return {
		...look,
		hosts: look.hosts.map((host) => hostWithoutSecrets(host, secrets)),
		log: withoutSecrets(look.log, secrets),
		...(look.outcome !== undefined && { outcome: outcomeWithoutSecrets(look.outcome, secrets) }),
	};
}

function hostWithoutSecrets(host: HostResult, secrets: readonly string[]): HostResult {
	const { failedTasks, rescuedTasks, ignoredTasks, changes, stats, detached } = host;
	const each = <Told extends object>(told: readonly Told[]) => told.map((one) => withoutSecretsIn(one, secrets));
	return {
		...host,
		failedTasks: each(failedTasks),
		rescuedTasks: each(rescuedTasks),
		ignoredTasks: each(ignoredTasks),
		changes: each(changes),
		stats: withoutSecrets(stats, secrets),
		detached: withoutSecrets(detached, secrets),
	};
}

/** The values of an object whose names are ours. */
const withoutSecretsIn = <Told extends object>(told: Told, secrets: readonly string[]): Told =>
	Object.fromEntries(Object.entries(told).map(([name, held]) => [name, withoutSecrets(held, secrets)])) as Told;

function cleaned(data: unknown, secrets: readonly string[]): unknown {
	if (typeof data === 'string') return redact(data, secrets);
	if (Array.isArray(data)) return data.map((entry) => cleaned(entry, secrets));
	if (typeof data !== 'object' || data === null || data instanceof Date) return data;
	return Object.fromEntries(
		Object.entries(data).map(([name, held]) => [redact(name, secrets), cleaned(held, secrets)]),
	);
}
