import { z } from 'zod';
import { canonicalValue } from '../dnsRecords';
import { dnsRecordTypes, type DnsRecord } from '../types';

/** A record as Plesk writes it. */
export const zoneLine = z.object({
	id: z.number(),
	type: z.string(),
	host: z.string(),
	value: z.string(),
	opt: z.union([z.string(), z.number()]).nullish(),
	ttl: z.union([z.string(), z.number()]).nullish(),
});
export type ZoneLine = z.output<typeof zoneLine>;

/** A record without its own TTL has the zone's. In Plesk's own template that is a day. */
const usualTtl = 86_400;

const known = z.enum(dnsRecordTypes);

/** Returns the record; undefined for types that the pack does not write. */
export function recordOf({ type, host, value, opt, ttl }: ZoneLine): DnsRecord | undefined {
	const parsed = known.safeParse(type.toUpperCase());
	if (!parsed.success) return undefined;
	const before = String(opt ?? '').trim();
	const written = canonicalValue(parsed.data, wholeValue(parsed.data, value, before));
	if (written === undefined) return undefined;
	const seconds = Number(ttl || usualTtl);
	return {
		name: host.toLowerCase().replace(/\.$/, ''),
		type: parsed.data,
		value: written,
		ttl: Number.isFinite(seconds) ? Math.min(Math.max(seconds, 60), 604_800) : usualTtl,
	};
}

/**
 * Plesk has a field of its own for the text before the target: the priority of MX, three numbers of SRV, flags and tag
 * of CAA.
 */
function wholeValue(type: DnsRecord['type'], value: string, before: string): string {
	switch (type) {
		case 'MX':
		case 'SRV':
			return `${before || '0'} ${value}`;
		case 'CAA':
			return `${before} "${value.replace(/^"|"$/g, '')}"`;
		default:
			return value;
	}
}

export interface ZoneLineInput {
	readonly type: string;
	readonly host: string;
	readonly value: string;
	readonly opt?: string;
	readonly ttl: number;
}

/** Names are complete, with the last dot. Without it Plesk may read them as below the zone. */
export function lineOf({ name, type, value, ttl }: DnsRecord): ZoneLineInput {
	const line = { type, host: whole(name), ttl };
	const parts = value.split(' ');
	switch (type) {
		case 'CNAME':
		case 'NS':
			return { ...line, value: whole(value) };
		case 'MX':
		case 'SRV':
			return { ...line, value: whole(parts.at(-1) ?? ''), opt: parts.slice(0, -1).join(' ') };
		case 'CAA': {
			const [, before = '', told = ''] = /^(\d+ \S+) "(.*)"$/.exec(value) ?? [];
			return { ...line, value: told, opt: before };
		}
		default:
			return { ...line, value };
	}
}

const whole = (name: string) => (name.endsWith('.') ? name : `${name}.`);
