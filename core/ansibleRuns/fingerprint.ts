import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Runner, RunRequest } from '../ansible';
import { canonicalJson } from '../kernel/canonicalJson';
import type { Vault } from '../kernel/encryption';

/** What makes a run another one, in the words of an error. */
const parts = {
	runner: 'where it runs',
	work: 'the playbook, module or script',
	project: 'the project',
	inventory: 'the inventory',
	limit: 'the limit',
	tags: 'the tags',
	skipTags: 'the skipped tags',
	variables: 'the variables',
	templates: 'the variables that may be templates',
	secretVariables: 'the secret variables',
	become: 'whether it becomes another user',
	vault: 'the vault password',
} as const;
export type FingerprintPart = keyof typeof parts;
const partNames = Object.keys(parts) as FingerprintPart[];

/** An HMAC of each part. Whoever has the row alone can guess no short secret from it: the key is sealed. */
export const fingerprint = z.partialRecord(z.enum(partNames), z.string());
export type Fingerprint = Readonly<z.infer<typeof fingerprint>>;

const owner = 'ansible:fingerprint';

/** A key of a run's own, as it is kept. */
export function newFingerprintKey(vault: Vault): string {
	return vault.seal(owner, randomBytes(32).toString('base64'));
}

/** @throws InputError when the key of the back office is missing. */
export function fingerprintOf(
	vault: Vault,
	sealedKey: string,
	{ kind, name }: Pick<Runner, 'kind' | 'name'>,
	request: Omit<RunRequest, 'runId' | 'approved'>,
): Fingerprint {
	const key = Buffer.from(vault.open(owner, sealedKey), 'base64');
	const values: Record<FingerprintPart, unknown> = {
		runner: [kind, name],
		work: request.work,
		project: request.project,
		inventory: request.inventory,
		limit: request.limit,
		tags: request.tags,
		skipTags: request.skipTags,
		variables: request.variables,
		templates: [...request.templates].sort(),
		secretVariables: request.secretVariables,
		become: request.become,
		vault: request.vaultPassword ?? null,
	};
	return Object.fromEntries(
		partNames.map((part) => [
			part,
			createHmac('sha256', key)
				.update(`${part} ${canonicalJson(values[part])}`)
				.digest('hex'),
		]),
	);
}

/** The parts that differ, in words. None: it is the same run. */
export function differingParts(one: Fingerprint, other: Fingerprint): string[] {
	return partNames.filter((part) => one[part] !== other[part]).map((part) => parts[part]);
}
