import { z } from 'zod';
import type { Json, RunRequest } from '../ansible';
import type { Vault } from '../kernel/encryption';
import { partsOfSecret, redact, redactKeys } from '../kernel/redaction';

/** A request as it is kept: without secrets. */
export interface RecordedRequest {
	readonly work: Readonly<Record<string, unknown>>;
	readonly project: string;
	readonly inventory: Readonly<Record<string, unknown>>;
	readonly askedLimit: Readonly<Record<string, unknown>>;
	readonly tags: readonly string[];
	readonly skipTags: readonly string[];
	readonly variables: Readonly<Record<string, unknown>>;
	readonly secretNames: readonly string[];
	readonly options: Readonly<Record<string, unknown>>;
	readonly check: boolean;
}

/** More of it tells nobody anything, and the row is read for every list. */
const mostCharacters = 20_000;

/**
 * What is kept of a request. Secret variables are there by name; the value of any other under the name of a secret is left
 * out, and a secret that was written into another field as well is taken out of it.
 */
export function recordedRequest(request: RunRequest): RecordedRequest {
	const secrets = secretsOf(request);
	const shown = (value: unknown) => short(withoutSecrets(redactKeys(value), secrets));
	const { inventory, forks, verbosity, diff, become, timeoutSeconds, templates, vaultPassword } = request;
	return {
		work: shown(request.work),
		project: redact(request.project, secrets),
		// The hosts of an inventory of data are recorded as the run finds them.
		inventory: inventory.kind === 'inline' ? { kind: 'inline' } : shown(inventory),
		askedLimit: shown(request.limit),
		tags: request.tags,
		skipTags: request.skipTags,
		variables: shown(request.variables),
		secretNames: Object.keys(request.secretVariables).sort(),
		options: {
			...{ verbosity, diff, become, timeoutSeconds },
			...(forks !== undefined && { forks }),
			...(templates.length > 0 && { templates }),
			vault: vaultPassword !== undefined,
		},
		check: request.check,
	};
}

/** The values that nobody may read. One of fewer characters would hide parts of other words. */
export function secretsOf({ secretVariables, vaultPassword, variables, inventory, work }: RunRequest): string[] {
	const secrets = [
		...leaves(secretVariables),
		...(vaultPassword === undefined ? [] : [vaultPassword]),
		...underSecretNames(variables),
		...(inventory.kind === 'inline' ? underSecretNames(inventory.inventory) : []),
		...(work.kind === 'module' ? underSecretNames(work.arguments) : []),
	];
	return [...new Set(secrets.flatMap(partsOfSecret))];
}

const owner = 'ansible:secrets';

/** Keeps what must be taken out of a run's words; null when there is nothing. */
export function sealSecrets(vault: Vault, secrets: readonly string[]): string | null {
	return secrets.length === 0 ? null : vault.seal(owner, JSON.stringify(secrets));
}

/** @throws InputError when the key of the back office is missing. */
export function openSecrets(vault: Vault, sealed: string | null): string[] {
	return sealed === null ? [] : z.array(z.string()).parse(JSON.parse(vault.open(owner, sealed)));
}

/** The texts and numbers of a JSON value, at any depth. */
function leaves(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value === 'number') return [String(value)];
	if (typeof value !== 'object' || value === null) return [];
	return Object.values(value).flatMap(leaves);
}

function underSecretNames(value: unknown): string[] {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, held]: [string, unknown]) =>
		isSecretName(name) ? leaves(held) : underSecretNames(held),
	);
}

const isSecretName = (name: string) => {
	const [shown] = Object.values(redactKeys({ [name]: 'x' }) as object) as unknown[];
	return shown !== 'x';
};

/** A copy of JSON-like data without the secrets, in names as well. */
export function withoutSecrets<T>(value: T, secrets: readonly string[]): T {
	if (secrets.length === 0) return value;
	return deeply(value, (text) => redact(text, secrets)) as T;
}

/** A copy of JSON-like data with each text changed, names as well. */
export function deeply(value: unknown, change: (text: string) => string): unknown {
	if (typeof value === 'string') return change(value);
	if (Array.isArray(value)) return value.map((held) => deeply(held, change));
	if (typeof value !== 'object' || value === null || value instanceof Date) return value;
	return Object.fromEntries(Object.entries(value).map(([name, held]) => [change(name), deeply(held, change)]));
}

function short(value: unknown): Record<string, unknown> {
	const { length } = JSON.stringify(value);
	return length > mostCharacters ? { tooLong: length } : (value as Record<string, unknown>);
}

const json: z.ZodType<Json> = z.json();
const jsonByName = z.record(z.string(), json);
const texts = z.array(z.string());
const group = z.object({ hosts: texts, children: texts.optional(), variables: jsonByName.optional() });

/** A whole request, as it comes out of the secrets of a step. */
export const wholeRequest = z.object({
	runId: z.string(),
	work: z.discriminatedUnion('kind', [
		z.object({ kind: z.literal('playbook'), playbook: z.string() }),
		z.object({ kind: z.literal('module'), module: z.string(), arguments: jsonByName }),
		z.object({ kind: z.literal('script'), script: z.string(), arguments: texts, locale: z.string() }),
	]),
	project: z.string(),
	inventory: z.discriminatedUnion('kind', [
		z.object({ kind: z.literal('default') }),
		z.object({ kind: z.literal('path'), path: z.string() }),
		z.object({
			kind: z.literal('inline'),
			inventory: z.object({ hosts: z.record(z.string(), jsonByName), groups: z.record(z.string(), group) }),
		}),
	]),
	limit: z.discriminatedUnion('kind', [
		z.object({ kind: z.literal('all') }),
		z.object({ kind: z.literal('names'), names: texts }),
		z.object({ kind: z.literal('pattern'), pattern: z.string() }),
	]),
	tags: texts,
	skipTags: texts,
	variables: jsonByName,
	secretVariables: jsonByName,
	templates: texts,
	vaultPassword: z.string().optional(),
	check: z.boolean(),
	diff: z.boolean(),
	become: z.boolean(),
	forks: z.number().optional(),
	verbosity: z.number(),
	timeoutSeconds: z.number(),
});
