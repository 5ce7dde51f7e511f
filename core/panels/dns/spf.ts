import { isIPv4, isIPv6 } from 'node:net';
import { toldDomain } from '../../kernel/domainName';
import { InputError } from '../../kernel/errors';

/** RFC 7208 §4.6.4: a receiver gives up after more of these. What an include asks for counts too, and only DNS knows it. */
const mostLookups = 10;
/** RFC 7208 §3.4: an answer with more does not fit into one packet. The adapters cut it into strings of 255. */
const longest = 450;

/** Those that need no question first, then by what they cost. It is also the order that people know. */
const kinds = ['a', 'mx', 'ip4', 'ip6', 'include', 'exists', 'ptr'] as const;
type Kind = (typeof kinds)[number];
const askingDns: readonly string[] = ['a', 'mx', 'include', 'exists', 'ptr'] satisfies readonly Kind[];

/** From the most to the least strict. A record without `all` says `?all` (RFC 7208 §4.7). */
const strictness = ['-', '~', '?', '+'];

interface Mechanism {
	readonly qualifier: string;
	readonly kind: Kind;
	readonly text: string;
}
interface Spf {
	readonly mechanisms: readonly Mechanism[];
	/** The qualifier of `all`; undefined without one. */
	readonly all: string | undefined;
	readonly redirect: string | undefined;
	/** `exp` and what nobody knows yet, by name. */
	readonly modifiers: ReadonlyMap<string, string>;
}

export const isSpf = (text: string): boolean => /^v=spf1( |$)/i.test(text);

/** Returns the record in its canonical form, by which two records are known to mean the same. */
export function canonicalSpf(text: string, name: string): string {
	return written(parsed(text, name));
}

/**
 * Makes one SPF record of several at one name, whichever came first. It allows what any of them allows, each mechanism
 * once; `all` is the strictest of them.
 *
 * @param name the name that the records are at: `a:` with the same name is `a`.
 * @throws InputError when the records cannot be one: a receiver would not understand a part, they exclude senders in an
 *   order of their own, they redirect to different names, or the result is above a limit of RFC 7208.
 */
export function mergedSpf(texts: readonly string[], name: string): string {
	// In one order, so that a complaint is the same too.
	const records = [...new Set(texts.map((text) => canonicalSpf(text, name)))].sort();
	return withinLimits(
		written(
			merge(
				records.map((text) => parsed(text, name)),
				name,
			),
		),
		name,
	);
}

function withinLimits(text: string, name: string): string {
	const { mechanisms, redirect } = parsed(text, name);
	const lookups = mechanisms.filter(({ kind }) => askingDns.includes(kind)).length + (redirect === undefined ? 0 : 1);
	if (lookups > mostLookups) {
		throw refused(
			`need ${lookups} lookups in one SPF record of ${name}, and receivers stop after ${mostLookups}`,
			'Replace some of a, mx, include and exists by ip4 and ip6, or remove senders that are not used any more.',
		);
	}
	if (Buffer.byteLength(text) > longest) {
		throw refused(
			`make an SPF record of ${Buffer.byteLength(text)} bytes at ${name}, and ${longest} fit into an answer`,
			'Put some of the addresses into a record of another name, and include that name.',
		);
	}
	return text;
}

function parsed(text: string, name: string): Spf {
	const mechanisms: Mechanism[] = [];
	const modifiers = new Map<string, string>();
	let all: string | undefined;
	for (const term of text.trim().split(/ +/).slice(1)) {
		const [, modifier, value = ''] = /^([a-z][a-z0-9._-]*)=(.*)$/i.exec(term) ?? [];
		if (modifier !== undefined) {
			addModifier(modifiers, modifier.toLowerCase(), hostOf(value), name);
			continue;
		}
		const [, qualifier = '+', word = '', rest = ''] = /^([-+~?])?([a-z][a-z0-9]*)(.*)$/i.exec(term) ?? [];
		// Nobody looks at what follows all.
		if (all !== undefined) continue;
		if (word.toLowerCase() === 'all' && rest === '') {
			all = qualifier;
			continue;
		}
		const kind = kinds.find((known) => known === word.toLowerCase());
		const argument = kind && argumentOf(kind, rest, name);
		if (kind === undefined || argument === undefined) {
			throw refused(
				`meet an SPF record at ${name} with '${term.slice(0, 80)}', which no receiver understands`,
				'Mend that part. If the record is in the zone already, remove it in the same write with DNS Zone: Edit.',
			);
		}
		const mechanism = { qualifier, kind, text: `${kind}${argument}` };
		if (!mechanisms.some((other) => other.text === mechanism.text)) mechanisms.push(mechanism);
	}
	const redirect = modifiers.get('redirect');
	modifiers.delete('redirect');
	// A redirect beside all does nothing (RFC 7208 §6.1).
	return { mechanisms: inOrder(mechanisms), all, redirect: all === undefined ? redirect : undefined, modifiers };
}

function addModifier(modifiers: Map<string, string>, modifier: string, value: string, name: string): void {
	const known = modifiers.get(modifier);
	if (known !== undefined && known !== value) {
		throw refused(
			`give the SPF record of ${name} both ${modifier}=${known} and ${modifier}=${value}`,
			'Keep one of the two: remove the other in the same write with DNS Zone: Edit.',
		);
	}
	modifiers.set(modifier, value);
}

const ordered = (mechanisms: readonly Mechanism[]) => mechanisms.some(({ qualifier }) => qualifier !== '+');

/** The order says nothing as long as each mechanism lets senders pass. */
function inOrder(mechanisms: readonly Mechanism[]): readonly Mechanism[] {
	if (ordered(mechanisms)) return mechanisms;
	return [...mechanisms].sort(
		(one, other) => kinds.indexOf(one.kind) - kinds.indexOf(other.kind) || (one.text < other.text ? -1 : 1),
	);
}

/** The argument in its canonical form; undefined when it is none of this mechanism. */
function argumentOf(kind: Kind, rest: string, name: string): string | undefined {
	switch (kind) {
		case 'ip4': {
			const [, address = '', bits = '32'] = /^:([\d.]+)(?:\/(\d{1,2}))?$/.exec(rest) ?? [];
			return isIPv4(address) && Number(bits) <= 32
				? `:${address}${Number(bits) === 32 ? '' : `/${Number(bits)}`}`
				: undefined;
		}
		case 'ip6': {
			const [, address = '', bits = '128'] = /^:([\da-f:.]+)(?:\/(\d{1,3}))?$/i.exec(rest) ?? [];
			if (!isIPv6(address) || Number(bits) > 128) return undefined;
			const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
			return `:${short}${Number(bits) === 128 ? '' : `/${Number(bits)}`}`;
		}
		case 'include':
		case 'exists':
			return /^:[^\s/]+$/.test(rest) || /^:.*%/.test(rest) ? `:${hostOf(rest.slice(1))}` : undefined;
		case 'ptr':
			return rest === '' ? '' : /^:[^\s/]+$/.test(rest) ? ownless(hostOf(rest.slice(1)), name) : undefined;
		case 'a':
		case 'mx': {
			const [whole, host, four = '32', six = '128'] =
				/^(?::([^\s/]+))?(?:\/(\d{1,2}))?(?:\/\/(\d{1,3}))?$/.exec(rest) ?? [];
			if (whole === undefined || Number(four) > 32 || Number(six) > 128) return undefined;
			const widths = `${Number(four) === 32 ? '' : `/${Number(four)}`}${Number(six) === 128 ? '' : `//${Number(six)}`}`;
			return `${host === undefined ? '' : ownless(hostOf(host), name)}${widths}`;
		}
	}
}

const ownless = (host: string, name: string) => (host === name ? '' : `:${host}`);
/** The capital of a macro's letter means something (RFC 7208 §7.3). */
const hostOf = (text: string) => (text.includes('%') ? text : toldDomain(text.replace(/\.$/, '')));

function merge(records: readonly Spf[], name: string): Spf {
	const all = strictestOf(records);
	// What one says by a redirect stands before the all of another, so that it is asked at all.
	const asked = all === undefined ? records : records.map(redirectIncluded);
	const modifiers = new Map<string, string>();
	for (const spf of asked) {
		for (const [modifier, value] of spf.modifiers) addModifier(modifiers, modifier, value, name);
		if (spf.redirect !== undefined) addModifier(modifiers, 'redirect', spf.redirect, name);
	}
	const redirect = modifiers.get('redirect');
	modifiers.delete('redirect');
	const lists = asked.map(({ mechanisms }) => mechanisms);
	return { mechanisms: mergedMechanisms(lists, name), all, redirect, modifiers };
}

/** Undefined when no record has an `all`. What a redirect says in the end, only DNS knows. */
function strictestOf(records: readonly Spf[]): string | undefined {
	if (records.every(({ all }) => all === undefined)) return undefined;
	const said = records.flatMap(({ all, redirect }) => all ?? (redirect === undefined ? '?' : []));
	return strictness.find((qualifier) => said.includes(qualifier));
}

function redirectIncluded(spf: Spf): Spf {
	if (spf.redirect === undefined) return spf;
	const include: Mechanism = { qualifier: '+', kind: 'include', text: `include:${spf.redirect}` };
	const known = spf.mechanisms.some(({ text }) => text === include.text);
	return { ...spf, mechanisms: known ? spf.mechanisms : [...spf.mechanisms, include], redirect: undefined };
}

function mergedMechanisms(lists: ReadonlyArray<readonly Mechanism[]>, name: string): readonly Mechanism[] {
	if (!lists.some(ordered)) return inOrder(withoutTwins(lists.flat()));
	const whole = lists.find((one) => lists.every((other) => covers(one, other)));
	if (whole) return whole;
	throw refused(
		`need a merge with an SPF record of ${name} that excludes senders, and there the order decides`,
		'Write the whole record yourself, and remove the one in the zone in the same write with DNS Zone: Edit.',
	);
}

/** Whether the first says all that the second says. In an order of its own, only the same list does. */
function covers(one: readonly Mechanism[], other: readonly Mechanism[]): boolean {
	const same = (held: Mechanism | undefined, { qualifier, text }: Mechanism) =>
		held?.text === text && held.qualifier === qualifier;
	if (!ordered(other)) return other.every((mechanism) => one.some((held) => same(held, mechanism)));
	return one.length === other.length && other.every((mechanism, index) => same(one[index], mechanism));
}

const withoutTwins = (mechanisms: readonly Mechanism[]) =>
	mechanisms.filter(({ text }, index) => mechanisms.findIndex((other) => other.text === text) === index);

function written({ mechanisms, all, redirect, modifiers }: Spf): string {
	const sign = (qualifier: string) => (qualifier === '+' ? '' : qualifier);
	return [
		'v=spf1',
		...mechanisms.map(({ qualifier, text }) => `${sign(qualifier)}${text}`),
		// Written out: few mean to let everybody pass, and a reader must see it.
		...(all === undefined ? [] : [`${all}all`]),
		...(redirect === undefined ? [] : [`redirect=${redirect}`]),
		...[...modifiers].map(([modifier, value]) => `${modifier}=${value}`).sort(),
	].join(' ');
}

const refused = (complaint: string, remedy: string) => new InputError('records', complaint, remedy);
