import { z } from 'zod';
import { canonicalValue, characterStrings, hasHost, wholeName } from '../dnsRecords';
import type { CallFields } from '../transport';
import { dnsRecordTypes, type DnsRecord } from '../types';
import { rowsOf, textual } from './answers';

const row = z.object({ type: z.string(), name: z.string(), value: textual, ttl: textual, combined: textual });

/** The zone from `CMD_API_DNS_CONTROL` with `json=yes`. `ttl` is the zone's, for records without their own. */
export const zoneAnswer = z.object({ records: rowsOf(row), ttl_value: textual, default_ttl: textual });
export type ZoneAnswer = z.output<typeof zoneAnswer>;

/** A record, and the text that tells DirectAdmin to remove it. */
export interface ZoneLine {
	readonly record: DnsRecord;
	readonly combined: string;
}

export function linesOf(
	{ records, ttl_value: ttlValue, default_ttl: defaultTtl }: ZoneAnswer,
	zone: string,
): ZoneLine[] {
	const zoneTtl = Number(ttlValue) || Number(defaultTtl) || 14_400;
	return records.flatMap(({ type: told, name, value: written, ttl, combined }) => {
		const type = dnsRecordTypes.find((known) => known === told.toUpperCase());
		const value = type && valueOf(type, written, zone);
		if (type === undefined || value === undefined || value === '') return [];
		const record = { name: wholeName(name, zone), type, value, ttl: Number(ttl) || zoneTtl };
		return [{ record, combined: combined || `name=${name}&value=${written}` }];
	});
}

function valueOf(type: DnsRecord['type'], written: string, zone: string): string | undefined {
	if (type === 'TXT') return unquoted(written);
	if (!hasHost(type)) return canonicalValue(type, written);
	const parts = written.trim().split(/\s+/);
	const host = parts.pop() ?? '';
	return canonicalValue(type, [...parts, wholeName(host, zone)].join(' '));
}

/**
 * Returns the fields that add a record. An MX record has its number as the value, and the host in a field of its own.
 * An NS record has the name server as the name, and no TTL: the zone templates (`dns_ns.conf`) and other clients do the
 * same.
 */
export function additionOf({ name, type, value, ttl }: DnsRecord, zone: string): CallFields {
	const relative = name === zone ? `${zone}.` : name.slice(0, -(zone.length + 1));
	if (type === 'NS') return { type, name: dotted(value), value: dotted(name) };
	const timed = { type, name: relative, ttl };
	if (type === 'TXT') return { ...timed, value: quoted(value) };
	if (!hasHost(type)) return { ...timed, value };
	const parts = value.split(' ');
	const host = parts.pop() ?? '';
	return type === 'MX'
		? { ...timed, value: parts.join(' '), mx_value: dotted(host) }
		: { ...timed, value: [...parts, dotted(host)].join(' ') };
}

const dotted = (host: string) => (host === '.' ? host : `${host}.`);

/** Removes records by their own text, each in the list of its type (`arecs0`, `txtrecs0`, …). */
export function removalOf(lines: readonly ZoneLine[]): CallFields {
	const fields: Record<string, string> = {};
	const counts = new Map<string, number>();
	for (const { record, combined } of lines) {
		const list = `${record.type.toLowerCase()}recs`;
		const at = counts.get(list) ?? 0;
		counts.set(list, at + 1);
		fields[`${list}${at}`] = combined;
	}
	return fields;
}

/** Joins the character strings of a zone file. A text without quotes stays as it is. */
function unquoted(written: string): string {
	const strings = [...written.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map(([, inner = '']) => inner);
	if (strings.length === 0) return written;
	// The numbers are bytes (RFC 1035 §5.1), so this joins them before it decodes UTF-8.
	const bytes = strings
		.join('')
		.replace(/\\(\d{3})|\\(.)|([^\\])/gsu, (_, code?: string, escaped?: string, plain?: string) =>
			code === undefined ? latin(escaped ?? plain ?? '') : String.fromCharCode(Number(code) & 255),
		);
	return Buffer.from(bytes, 'latin1').toString('utf8');
}
const latin = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

function quoted(text: string): string {
	return characterStrings(text)
		.map((piece) => `"${piece.replace(/["\\]/g, (one) => `\\${one}`)}"`)
		.join(' ');
}
