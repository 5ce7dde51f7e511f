import { ExternalError } from '../kernel/errors';
import { fingerprintOf, keyTypeOf, knownHostName, readHostKeys } from './hostKeys';
import type { SshLogin } from './login';

/** The algorithms for each type of key, in the order in which they are preferred. */
const algorithmsOf: Readonly<Record<string, readonly string[]>> = {
	'ssh-ed25519': ['ssh-ed25519'],
	'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
	'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
	'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
	// SHA-1 last, for servers that know nothing else: the key itself is pinned.
	'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
} as const;

type Algorithm =
	| 'ssh-ed25519'
	| 'ecdsa-sha2-nistp256'
	| 'ecdsa-sha2-nistp384'
	| 'ecdsa-sha2-nistp521'
	| 'rsa-sha2-512'
	| 'rsa-sha2-256'
	| 'ssh-rsa';

/** The check of the key that a host shows, over the attempts of one connection. */
export interface HostKeyCheck {
	/** The algorithms to ask for; undefined for those of ssh2. */
	readonly types: readonly Algorithm[] | undefined;
	accepts(key: Buffer): boolean;
	/** Asks for other types in the next attempt. False when that is of no use. */
	nextTypes(): boolean;
	/** Why the key was refused; undefined when it was not. */
	refusal(name: string): ExternalError | undefined;
}

interface Seen {
	readonly fingerprint: string;
	readonly type: string;
	readonly revoked: boolean;
}

/** @throws InputError for host keys that cannot be read. */
export function hostKeyCheck({ host, port, hostKeys }: SshLogin): HostKeyCheck {
	const pinned = readHostKeys(hostKeys, knownHostName(host, port));
	const good = pinned.keys.filter(({ revoked }) => !revoked);
	const known = [...new Set(good.flatMap(({ type }) => (type === undefined ? [] : [type])))];
	const onlyFingerprints = good.some(({ type }) => type === undefined);
	let types = known.length > 0 && !onlyFingerprints ? algorithmsFor(known) : undefined;
	const seen: Seen[] = [];
	let accepted = false;
	let seenBefore = 0;
	return {
		get types() {
			return types;
		},
		accepts(key) {
			const fingerprint = fingerprintOf(key);
			const isRevoked = pinned.keys.some((one) => one.revoked && one.fingerprint === fingerprint);
			seen.push({ fingerprint, type: keyTypeOf(key), revoked: isRevoked });
			accepted = !isRevoked && good.some((one) => one.fingerprint === fingerprint);
			return accepted;
		},
		nextTypes() {
			const last = seen.length > seenBefore ? seen.at(-1) : undefined;
			seenBefore = seen.length;
			if (accepted || !onlyFingerprints || last === undefined || last.revoked) return false;
			const shown = seen.map(({ type }) => type);
			const left = Object.keys(algorithmsOf).filter((type) => !shown.includes(type));
			if (left.length === 0) return false;
			types = algorithmsFor(left);
			return true;
		},
		refusal: (name) => (accepted || seen.length === 0 ? undefined : refusalOf(name, seen, pinned)),
	};
}

const isAlgorithm = (word: string): word is Algorithm => Object.values(algorithmsOf).flat().includes(word);
const algorithmsFor = (types: readonly string[]) =>
	types.flatMap((type) => algorithmsOf[type] ?? []).filter(isAlgorithm);

function refusalOf(
	name: string,
	seen: readonly Seen[],
	{ keys, others, authorities }: ReturnType<typeof readHostKeys>,
) {
	const shown = seen.map(({ fingerprint, type }) => `${fingerprint} (${type})`).join(', ');
	const good = keys.filter(({ revoked }) => !revoked);
	const revoked = seen.find((one) => one.revoked);
	if (revoked) {
		return new ExternalError(
			'auth',
			`The key of ${name} is revoked: ${revoked.fingerprint} (${revoked.type})`,
			'Do not log in. Whoever has the old key may answer in place of the host: find out which host this is, and give it a new key.',
		);
	}
	const how = `Compare it on the host itself (\`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub\`, each key has its own file). If it is the same, put ${seen[0]?.fingerprint ?? ''} into Host Keys of the credential.`;
	if (good.length === 0) {
		const why = [
			others > 0 ? `The ${others} lines of Host Keys are for other hosts or ports.` : '',
			authorities > 0 ? 'A line @cert-authority is not supported: the SSH library knows no certificates.' : '',
		];
		return new ExternalError(
			'auth',
			[`The key of ${name} is not known: ${shown}.`, ...why].filter(Boolean).join(' '),
			how,
		);
	}
	const pins = good
		.map(({ fingerprint, type }) => (type === undefined ? fingerprint : `${fingerprint} (${type})`))
		.join(', ');
	return new ExternalError(
		'auth',
		`The key of ${name} is not the one that is pinned. It shows ${shown}; pinned: ${pins}. Somebody may be in the middle, or the host was installed anew.`,
		how,
	);
}
