import { editByRecord } from '../dns/editOrder';
import { recordsNotIn, sameRecord } from '../dnsRecords';
import { isMissing, unless, zoneOfAnother } from '../errors';
import type { CallFields } from '../transport';
import type { AccountRef, DnsRecord, DnsZone, ZoneEdit } from '../types';
import { onBehalf, ownerOf, presentAccount } from './accountLook';
import { answerless } from './answers';
import { changed, errors, missing } from './errors';
import type { DirectAdmin } from './transport';
import { additionOf, linesOf, removalOf, zoneAnswer, type ZoneLine } from './zoneForm';

/** Names with underscores, and MX records with a name and a host of their own. */
const asWritten = { full_mx_records: 'yes', allow_dns_underscore: 'yes' };

export async function findZone(da: DirectAdmin, account: AccountRef, zone: string): Promise<DnsZone | undefined> {
	const find = async () => {
		await mustOwn(da, account, zone);
		return asZone(zone, await readZone(da, account, zone));
	};
	return await unless(isMissing, find());
}

/** Works record by record. */
export async function editZone(da: DirectAdmin, account: AccountRef, zone: string, edit: ZoneEdit): Promise<DnsZone> {
	if (edit.expectedSerial !== undefined) {
		throw errors.cannot(
			'refuse an edit by the serial of the zone',
			'it does not tell the serial.',
			'Leave the expected serial out: records are known by what they say, and others stay as they are.',
		);
	}
	await mustOwn(da, account, zone);
	const before = await readZone(da, account, zone);
	const add = recordsNotIn(
		edit.add,
		before.map(({ record }) => record),
	);
	const remove = before.filter(({ record }) => edit.remove.some((other) => sameRecord(record, other)));
	const steps = {
		add: async (record: DnsRecord) => await addRecord(da, account, zone, record),
		remove: async (lines: readonly ZoneLine[]) => await removeRecords(da, account, zone, lines),
	};
	await editByRecord(steps, add, remove);
	return asZone(zone, add.length + remove.length === 0 ? before : await readZone(da, account, zone));
}

async function addRecord(da: DirectAdmin, account: AccountRef, zone: string, record: DnsRecord): Promise<void> {
	await changed(
		async () => await write(da, account, zone, { action: 'add', ...additionOf(record, zone) }),
		async () => (await readZone(da, account, zone)).some((line) => sameRecord(line.record, record)),
		`the zone ${zone} does not have the ${record.type} record ${record.name}`,
	);
}

async function removeRecords(
	da: DirectAdmin,
	account: AccountRef,
	zone: string,
	lines: readonly ZoneLine[],
): Promise<void> {
	await changed(
		async () => await write(da, account, zone, { action: 'select', delete: 'yes', ...removalOf(lines) }),
		async () => {
			const left = await readZone(da, account, zone);
			return lines.every(({ record }) => left.every((line) => !sameRecord(line.record, record)));
		},
		`the zone ${zone} still has records that were to go`,
	);
}

async function write(da: DirectAdmin, { username }: AccountRef, zone: string, fields: CallFields): Promise<void> {
	// Other domains that point to this one keep their own records.
	const all = { domain: zone, affect_pointers: 'no', ...asWritten, ...fields };
	await da.command({ name: 'CMD_API_DNS_CONTROL', user: username, fields: all, changes: true }, answerless);
}

async function readZone(da: DirectAdmin, account: AccountRef, zone: string): Promise<ZoneLine[]> {
	const fields = { domain: zone, ttl: 'yes', ...asWritten };
	const answer = await onBehalf(da, { username: account.username, domain: zone }, async () => {
		return await da.command({ name: 'CMD_API_DNS_CONTROL', user: account.username, fields }, zoneAnswer);
	});
	return linesOf(answer, zone);
}

async function mustOwn(da: DirectAdmin, account: AccountRef, zone: string): Promise<void> {
	if (zone === account.domain) return;
	const { domains } = await presentAccount(da, account);
	if (domains.includes(zone)) return;
	const owner = await ownerOf(da, zone);
	if (owner === undefined) throw missing(`zone '${zone}'`);
	throw zoneOfAnother(zone, `the account '${owner}'`, account.username);
}

const asZone = (zone: string, lines: readonly ZoneLine[]): DnsZone => ({
	zone,
	serial: null,
	records: lines.map(({ record }) => record),
});
