import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import { canonicalValue, characterStrings, hasHost, recordsNotIn, sameRecord } from '../dnsRecords';
import { isMissing, unless, zoneOfAnother } from '../errors';
import { dnsRecordTypes, type AccountRef, type DnsRecord, type DnsZone, type ZoneEdit } from '../types';
import { count } from './answers';
import type { Whm } from './transport';

/** How often the adapter repeats an edit because the zone changed between the look and the edit. */
const maxTries = 4;

const payload = z.object({
	payload: z.array(
		z.object({
			line_index: count,
			type: z.string(),
			dname_b64: z.string().optional(),
			record_type: z.string().optional(),
			ttl: count.optional(),
			data_b64: z.array(z.string()).optional(),
		}),
	),
});

/** A zone from its file. Each record has the number of its first line. */
interface ZoneFile {
	readonly serial: string;
	readonly lines: ReadonlyArray<{ readonly index: number; readonly record: DnsRecord }>;
}

export async function findZone(whm: Whm, account: AccountRef, zone: string): Promise<DnsZone | undefined> {
	const find = async () => {
		await mustOwn(whm, account, zone);
		return asZone(zone, await readZone(whm, zone));
	};
	return await unless(isMissing, find());
}

/**
 * Makes one atomic write by `mass_edit_dns_zone`, which refuses a serial that the zone no longer has. Then this reads
 * the zone again and repeats the edit, unless the caller insists on a serial.
 */
export async function editZone(whm: Whm, account: AccountRef, zone: string, edit: ZoneEdit): Promise<DnsZone> {
	await mustOwn(whm, account, zone);
	for (let tries = 1; ; tries++) {
		const file = await readZone(whm, zone);
		if (edit.expectedSerial !== undefined && edit.expectedSerial !== file.serial) {
			throw new ExternalError(
				'busy',
				`The zone ${zone} has the serial ${file.serial} by now, not ${edit.expectedSerial}`,
				'Look at the zone again, and repeat the edit with its new serial.',
			);
		}
		const add = recordsNotIn(
			edit.add,
			file.lines.map(({ record }) => record),
		);
		const remove = file.lines.filter(({ record }) => edit.remove.some((other) => sameRecord(record, other)));
		if (add.length === 0 && remove.length === 0) return asZone(zone, file);

		const parameters = {
			zone,
			serial: file.serial,
			add: add.map(written),
			remove: remove.map(({ index }) => String(index)),
		};
		try {
			await whm({ name: 'mass_edit_dns_zone', parameters, changes: true }, z.object({ new_serial: count }));
			return asZone(zone, await readZone(whm, zone));
		} catch (error) {
			const changedMeanwhile = error instanceof ExternalError && error.errorClass === 'busy';
			if (!changedMeanwhile || edit.expectedSerial !== undefined || tries >= maxTries) throw error;
		}
	}
}

/** A token of root may edit every zone of the server, so this checks that the zone belongs to the account. */
async function mustOwn(whm: Whm, { username, domain }: AccountRef, zone: string): Promise<void> {
	if (zone === domain) return;
	const { userdata } = await whm(
		{ name: 'domainuserdata', parameters: { domain: zone } },
		z.object({ userdata: z.object({ user: z.string() }) }),
	);
	if (userdata.user === username) return;
	throw zoneOfAnother(zone, `the account '${userdata.user}'`, username);
}

async function readZone(whm: Whm, zone: string): Promise<ZoneFile> {
	const { payload: entries } = await whm({ name: 'parse_dns_zone', parameters: { zone } }, payload);
	let serial: string | undefined;
	const lines: Array<ZoneFile['lines'][number]> = [];
	for (const entry of entries) {
		if (entry.type !== 'record') continue;
		const data = (entry.data_b64 ?? []).map(decoded);
		if (entry.record_type === 'SOA') serial = data[2];
		const type = dnsRecordTypes.find((known) => known === entry.record_type);
		const value = type && valueOf(type, data, zone);
		if (type === undefined || value === undefined) continue;
		const name = whole(decoded(entry.dname_b64 ?? ''), zone);
		lines.push({ index: entry.line_index, record: { name, type, value, ttl: entry.ttl ?? 14_400 } });
	}
	if (serial === undefined) {
		throw new ExternalError('unknown', `WHM gave the zone ${zone} without its SOA record`, 'Look at the zone in WHM.');
	}
	return { serial, lines };
}

const asZone = (zone: string, { serial, lines }: ZoneFile): DnsZone => ({
	zone,
	serial,
	records: lines.map(({ record }) => record),
});

function valueOf(type: DnsRecord['type'], data: readonly string[], zone: string): string | undefined {
	if (type === 'TXT') return data.join('');
	const parts = hasHost(type) ? data.map((part, at) => (at === data.length - 1 ? whole(part, zone) : part)) : data;
	const [first = '', second = '', third = ''] = parts;
	return canonicalValue(type, type === 'CAA' ? `${first} ${second} "${third}"` : parts.join(' '));
}

/** The record for `mass_edit_dns_zone`. Complete names end with a dot, and a long text has pieces of 255 bytes. */
function written({ name, type, value, ttl }: DnsRecord): string {
	return JSON.stringify({ dname: `${name}.`, ttl, record_type: type, data: dataOf(type, value) });
}

function dataOf(type: DnsRecord['type'], value: string): string[] {
	if (type === 'TXT') return characterStrings(value);
	if (type === 'CAA') return value.split(' ').map((part) => part.replaceAll('"', ''));
	const parts = value.split(' ');
	return hasHost(type) ? parts.map((part, at) => (at === parts.length - 1 && part !== '.' ? `${part}.` : part)) : parts;
}

const decoded = (base64: string) => Buffer.from(base64, 'base64').toString('utf8');

/** A name without a last dot is below the zone, as in a zone file. */
function whole(name: string, zone: string): string {
	const lower = name.toLowerCase();
	if (lower === '.') return lower;
	if (lower.endsWith('.')) return lower.slice(0, -1);
	return lower === '' || lower === '@' ? zone : `${lower}.${zone}`;
}
