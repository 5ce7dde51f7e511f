import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import { editByRecord } from '../dns/editOrder';
import { recordsNotIn, sameRecord } from '../dnsRecords';
import { isMissing, unless } from '../errors';
import type { AccountRef, DnsRecord, DnsZone, ZoneEdit } from '../types';
import { answerless } from './answers';
import { errors } from './errors';
import { mustOwn } from './site';
import type { Plesk } from './transport';
import { lineOf, recordOf, zoneLine } from './zoneForm';

interface HeldRecord {
	readonly id: number;
	readonly record: DnsRecord;
}

export async function findZone(plesk: Plesk, account: AccountRef, zone: string): Promise<DnsZone | undefined> {
	const find = async () => {
		await mustOwn(plesk, account, zone);
		return asZone(zone, await recordsIn(plesk, zone));
	};
	return await unless(isMissing, find());
}

/** Works record by record. */
export async function editZone(plesk: Plesk, account: AccountRef, zone: string, edit: ZoneEdit): Promise<DnsZone> {
	if (edit.expectedSerial !== undefined) {
		throw errors.cannot(
			'refuse an edit by the serial of the zone',
			'its REST API does not tell the serial.',
			'Leave the expected serial out: records are known by what they say, and others stay as they are.',
		);
	}
	await mustOwn(plesk, account, zone);
	const before = await recordsIn(plesk, zone);
	const add = recordsNotIn(
		edit.add,
		before.map(({ record }) => record),
	);
	const remove = before.filter(({ record }) => edit.remove.some((other) => sameRecord(record, other)));
	const steps = {
		add: async (record: DnsRecord) => await addRecord(plesk, zone, record),
		remove: async (lines: readonly HeldRecord[]) => {
			for (const { id } of lines) await removeRecord(plesk, id);
		},
	};
	await editByRecord(steps, add, remove);
	return asZone(zone, add.length + remove.length === 0 ? before : await recordsIn(plesk, zone));
}

async function addRecord(plesk: Plesk, zone: string, record: DnsRecord): Promise<void> {
	const query = { domain: zone };
	const call = { method: 'POST', path: '/dns/records', query, body: lineOf(record), changes: true } as const;
	const made = await plesk.rest(call, zoneLine);
	const held = recordOf(made);
	if (held && sameRecord(held, record)) return;
	await removeRecord(plesk, made.id);
	throw new ExternalError(
		'unknown',
		`Plesk wrote '${made.type} ${made.host} ${made.value}' where ${record.type} ${record.name} was meant; it is gone again`,
		'Make this record in the panel, and tell who maintains this pack.',
	);
}

/** Skips a record that is gone already. */
async function removeRecord(plesk: Plesk, id: number): Promise<void> {
	const call = { method: 'DELETE', path: `/dns/records/${id}`, changes: true } as const;
	await unless(isMissing, plesk.rest(call, answerless));
}

export async function recordsIn(plesk: Plesk, zone: string): Promise<HeldRecord[]> {
	const call = { method: 'GET', path: '/dns/records', query: { domain: zone } } as const;
	return (await plesk.rest(call, z.array(zoneLine))).flatMap((line) => {
		const record = recordOf(line);
		return record ? [{ id: line.id, record }] : [];
	});
}

const asZone = (zone: string, held: readonly HeldRecord[]): DnsZone => ({
	zone,
	serial: null,
	records: held.map(({ record }) => record),
});
