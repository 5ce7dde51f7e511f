import { isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { textLimits } from '../kernel/textLimits';
import { dnsRecordTypes, type DnsRecord } from './types';

/** A record as a person or a plan writes it. The name is relative to the zone, `@` for the zone itself, or complete. */
export const writtenRecord = z.object({
	name: z.string().trim().max(255).default('@'),
	type: z.string().trim().toUpperCase().pipe(z.enum(dnsRecordTypes)),
	value: z.string().min(1, 'must not be empty').max(textLimits.dnsValue),
	ttl: z.coerce.number().int().min(60).max(604_800).default(14_400),
});
export type WrittenRecord = z.input<typeof writtenRecord>;

/**
 * Turns a written record into the form in which the pack compares records.
 *
 * @throws ZodError when the value does not fit the type, or the name is not in the zone.
 */
export function recordIn(zone: string, written: WrittenRecord): DnsRecord {
	const { name, type, value, ttl } = writtenRecord.parse(written);
	const canonical = canonicalValue(type, value);
	if (canonical === undefined) {
		const message = `of type ${type} cannot be '${value}': write it as ${examples[type]}`;
		throw new z.ZodError([{ code: 'custom', path: ['value'], message, input: value }]);
	}
	const whole = wholeName(name, zone);
	if (whole !== '.' && !isOwner(whole)) {
		const message = `cannot be '${name}': labels of up to 63 letters, digits, hyphens and underscores, with dots between them`;
		throw new z.ZodError([{ code: 'custom', path: ['name'], message, input: name }]);
	}
	if (whole !== zone && !whole.endsWith(`.${zone}`)) {
		const message = `is not in the zone ${zone}: '${name}'. Leave the last dot out, or edit the zone that it is in`;
		throw new z.ZodError([{ code: 'custom', path: ['name'], message, input: name }]);
	}
	return { name: whole, type, value: canonical, ttl };
}

/** Returns true when both records say the same. The TTL does not count. */
export function sameRecord(one: DnsRecord, other: DnsRecord): boolean {
	return one.name === other.name && one.type === other.type && one.value === other.value;
}

/** Returns the records of the first list that the second lacks, each once. */
export function recordsNotIn(records: readonly DnsRecord[], held: readonly DnsRecord[]): DnsRecord[] {
	return records.filter(
		(record, index) =>
			!held.some((other) => sameRecord(record, other)) &&
			records.findIndex((other) => sameRecord(record, other)) === index,
	);
}

/** Returns the value in its canonical form; undefined when it does not fit the type. */
export function canonicalValue(type: DnsRecord['type'], value: string): string | undefined {
	if (type === 'TXT') return value;
	const parts = value.trim().split(/\s+/);
	const [first = '', second = '', third = '', fourth = ''] = parts;
	switch (type) {
		case 'A':
			return parts.length === 1 && isIPv4(first) ? first : undefined;
		case 'AAAA':
			return parts.length === 1 && isIPv6(first) && !first.includes('%') ? shortIPv6(first) : undefined;
		case 'CNAME':
		case 'NS':
			return parts.length === 1 && isHost(first) ? host(first) : undefined;
		case 'MX':
			return parts.length === 2 && isNumber(first) && isHost(second) ? `${Number(first)} ${host(second)}` : undefined;
		case 'SRV':
			return parts.length === 4 && [first, second, third].every(isNumber) && isHost(fourth)
				? `${[first, second, third].map(Number).join(' ')} ${host(fourth)}`
				: undefined;
		case 'CAA': {
			const [, flags, tag, quoted, bare] =
				/^(\d{1,3})\s+([a-zA-Z0-9]+)\s+(?:"([^"]*)"|([^\s"]+))$/.exec(value.trim()) ?? [];
			if (flags === undefined || tag === undefined) return undefined;
			return `${Number(flags)} ${tag.toLowerCase()} "${quoted ?? bare ?? ''}"`;
		}
	}
}

export const hasHost = (type: DnsRecord['type']) => ['CNAME', 'NS', 'MX', 'SRV'].includes(type);

/** A character string of DNS holds 255 bytes (RFC 1035 §3.3). This cuts no character in two. */
export function characterStrings(text: string): string[] {
	const strings: string[] = [''];
	for (const character of text) {
		const last = strings.length - 1;
		const longer = `${strings[last] ?? ''}${character}`;
		if (Buffer.byteLength(longer) <= 255) strings[last] = longer;
		else strings.push(character);
	}
	return strings;
}

const isAscii = (text: string) => /^\p{ASCII}*$/u.test(text);

/** A name as it is in DNS: in lower case, labels in Unicode as A-labels. A label that has none stays, and is refused. */
function inAscii(name: string): string {
	if (isAscii(name)) return name.toLowerCase();
	const labels = name.replace(/[\u3002\uff0e\uff61]/g, '.').split('.');
	return labels.map((label) => (isAscii(label) ? label : domainToASCII(label) || label).toLowerCase()).join('.');
}

/** A name without a last dot is below the zone, unless it is the zone's name or ends with it. A bare dot stays. */
export function wholeName(name: string, zone: string): string {
	const lower = inAscii(name.trim());
	if (lower === '' || lower === '@') return zone;
	if (lower === '.') return lower;
	if (lower.endsWith('.')) return lower.slice(0, -1);
	return lower === zone || lower.endsWith(`.${zone}`) ? lower : `${lower}.${zone}`;
}

const examples: Readonly<Record<DnsRecord['type'], string>> = {
	A: '192.0.2.10',
	AAAA: '2001:db8::10',
	CNAME: 'www.example.com',
	MX: '10 mail.example.com',
	TXT: 'any text',
	SRV: '10 5 5060 sip.example.com',
	CAA: '0 issue "letsencrypt.org"',
	NS: 'ns1.example.com',
};

const isNumber = (text: string) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
/** Underscores are allowed here: targets such as `_dmarc.example.net` are in use. A bare dot means none (RFC 2782). */
const isHost = (text: string) => text === '.' || hostShape.test(inAscii(text));
const hostShape = /^(?=.{1,254}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.?$/;
const host = (text: string) => (text === '.' ? text : inAscii(text).replace(/\.$/, ''));
/** A name in a zone may begin with a wildcard, and RFC 2317 has slashes. */
const isOwner = (whole: string) => hostShape.test(whole.replace(/^\*\./, '').replaceAll('/', '-'));
/** The URL parser writes addresses in the short form of RFC 5952. */
const shortIPv6 = (text: string) => new URL(`http://[${text}]`).hostname.slice(1, -1);
