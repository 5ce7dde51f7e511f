import { InputError } from '../../kernel/errors';
import { recordsNotIn, sameRecord } from '../dnsRecords';
import type { DnsRecord } from '../types';
import { canonicalSpf, isSpf, mergedSpf } from './spf';

/*
 * Which records may exist once, and what becomes of those that are there. The rule is written for operators in
 * docs/nodes/control-panel.md.
 *
 * A, AAAA, NS, MX, SRV, other TXT and CAA of several authorities may stand beside each other: they are added. SOA is
 * the panel's own.
 */

export interface ZoneChange {
	readonly add: readonly DnsRecord[];
	readonly remove: readonly DnsRecord[];
	/** What stands beside a removed record although it may not: the zone had that mistake before. */
	readonly beside?: readonly DnsRecord[];
}

/** Texts of which a receiver takes one at a name, or none: RFC 7489 §6.6.3, 8461 §3.1, 8460 §3, 6376 §3.6.2.2, BIMI. */
const versioned = /^\s*v\s*=\s*(DMARC1|STSv1|TLSRPTv1|DKIM1|BIMI1)\s*(?:;|$)/i;

/**
 * Decides what a zone needs so that it has the wanted records and no record twice that may exist once.
 *
 * SPF records at a name become one. Every other wanted record replaces what may not stand beside it.
 *
 * @param unwanted records that go in the same write. A record that is wanted too stays.
 * @throws InputError when the wanted records contradict each other, or something stands in the way that nobody asked to
 *   replace.
 */
export function ensuredIn(
	zone: string,
	held: readonly DnsRecord[],
	wanted: readonly DnsRecord[],
	unwanted: readonly DnsRecord[] = [],
): ZoneChange {
	const going = held.filter((record) => isIn(unwanted, record) && !isIn(wanted, record));
	const left = held.filter((record) => !going.includes(record));
	const target = recordsNotIn(oneSpfEach(wanted, left), []);
	mustAgree(zone, target);

	const gone = held.filter((record) =>
		going.includes(record) ? !isIn(target, record) : target.some((one) => replaces(one, record)),
	);
	const add = recordsNotIn(target, held);
	const staying = held.filter((record) => !gone.includes(record));
	mustFit(add, staying);
	const beside = staying.filter((one) => gone.some((other) => conflict(one, other)));
	return { add, remove: gone, ...(beside.length > 0 && { beside }) };
}

/**
 * Decides how a change is taken back. What somebody changed since then stays: a record that was replaced comes back only
 * when its successor is still there, or nothing is in its place.
 */
export function takenBack(held: readonly DnsRecord[], { add, remove, beside = [] }: ZoneChange): ZoneChange {
	const ours = held.filter((record) => isIn(add, record));
	const left = held.filter((record) => !isIn(add, record));
	// An undo that broke off has put some of them back already.
	const others = left.filter((record) => !isIn(remove, record));
	const back = remove.filter((record) => {
		if (others.some((other) => !isIn(beside, other) && conflict(other, record))) return false;
		const successors = add.filter((one) => replaces(one, record));
		const untouched = successors.length === 0 || successors.some((one) => isIn(ours, one));
		return untouched || !others.some((other) => !isIn(beside, other) && placeOf(other) === placeOf(record));
	});
	return { add: recordsNotIn(back, left), remove: ours };
}

/** Tells whether the zone has what a record is for: the record, or an SPF record that says as much. */
export function isEnsured(zone: string, held: readonly DnsRecord[], record: DnsRecord): boolean {
	if (held.some((other) => sameRecord(record, other))) return true;
	if (!isSpfRecord(record)) return false;
	try {
		const { add, remove } = ensuredIn(zone, held, [record]);
		return add.length + remove.length === 0;
	} catch (error) {
		// Somebody wrote one that nothing can be merged with.
		if (error instanceof InputError) return false;
		throw error;
	}
}

/** The records, with one SPF record for each name that has any: what is there and what is wanted, merged. */
function oneSpfEach(wanted: readonly DnsRecord[], left: readonly DnsRecord[]): DnsRecord[] {
	return wanted.map((record) => {
		if (!isSpfRecord(record)) return record;
		const here = ({ name, ...other }: DnsRecord) => name === record.name && isSpfRecord(other);
		const there = left.filter(here);
		const value = mergedSpf(
			[...wanted.filter(here), ...there].map((one) => one.value),
			record.name,
		);
		// A record that means the same stays, in its own words.
		return there.find((one) => canonicalSpf(one.value, record.name) === value) ?? { ...record, value };
	});
}

const isIn = (list: readonly DnsRecord[], record: DnsRecord) => list.some((other) => sameRecord(record, other));
const isSpfRecord = ({ type, value }: Pick<DnsRecord, 'type' | 'value'>) => type === 'TXT' && isSpf(value);
const isAddress = ({ type }: DnsRecord) => type === 'A' || type === 'AAAA';

/** Whether a wanted record takes the place of another one. */
function replaces(one: DnsRecord, other: DnsRecord): boolean {
	if (one.name !== other.name || sameRecord(one, other)) return false;
	if (slotOf(one) !== undefined && slotOf(one) === slotOf(other)) return true;
	if (one.type === 'CNAME') return isAddress(other);
	if (other.type === 'CNAME') return isAddress(one);
	return placeOf(one) === placeOf(other) && saysNone(one) !== saysNone(other);
}

/** Whether two records may not stand beside each other, and neither can take the other's place: a CNAME stands alone. */
function excludes(one: DnsRecord, other: DnsRecord): boolean {
	if (one.name !== other.name) return false;
	return (one.type === 'CNAME') !== (other.type === 'CNAME') && !isAddress(one) && !isAddress(other);
}

const conflict = (one: DnsRecord, other: DnsRecord) => replaces(one, other) || excludes(one, other);

/** The place of a record that may exist once; undefined for one that may have others of its kind beside it. */
function slotOf({ name, type, value }: DnsRecord): string | undefined {
	if (type === 'CNAME') return `CNAME ${name}`;
	if (type === 'TXT') {
		const kind = isSpf(value) ? 'spf1' : (versioned.exec(value)?.[1]?.toLowerCase() ?? bareKey(name, value));
		return kind === undefined ? undefined : `${kind} ${name}`;
	}
	// One authority has one flag at a name.
	return type === 'CAA' ? `CAA ${name} ${value.replace(/^\d+ /, '')}` : undefined;
}

/** A DKIM key may leave its version out (RFC 6376 §3.6.1). */
const bareKey = (name: string, value: string) =>
	name.includes('._domainkey.') && /(?:^|;)\s*p\s*=/i.test(value) ? 'dkim1' : undefined;

/** What a record is one answer among: somebody who changes one of them has changed the place. */
function placeOf(record: DnsRecord): string {
	const { name, type, value } = record;
	if (type === 'CNAME' || isAddress(record)) return `address ${name}`;
	if (type === 'CAA') return `CAA ${name} ${value.split(' ')[1] ?? ''}`;
	return slotOf(record) ?? `${type} ${name}`;
}

/** `MX 0 .` (RFC 7505), `SRV … .` (RFC 2782) and `CAA … ";"` (RFC 8659 §4.2) say that there is none, so they stand alone. */
function saysNone({ type, value }: DnsRecord): boolean {
	if (type === 'MX' || type === 'SRV') return value.endsWith(' .');
	return type === 'CAA' && /^\d+ issue[a-z]* "\s*(;.*)?"$/.test(value);
}

function mustAgree(zone: string, target: readonly DnsRecord[]): void {
	for (const [at, one] of target.entries()) {
		if (one.type === 'CNAME' && one.name === zone) {
			throw new InputError(
				'records',
				`put a CNAME at ${zone} itself, which has its SOA and NS records`,
				'Write the addresses of the target as A and AAAA records.',
			);
		}
		const other = target.slice(at + 1).find((record) => conflict(one, record));
		if (!other) continue;
		throw new InputError('records', `ask for both ${shown(one)} and ${shown(other)}`, 'Only one of them can be there.');
	}
}

function mustFit(add: readonly DnsRecord[], staying: readonly DnsRecord[]): void {
	for (const one of add) {
		const other = staying.find((record) => excludes(one, record));
		if (!other) continue;
		throw new InputError(
			'records',
			`ask for ${shown(one)}, and the zone has ${shown(other)}: a CNAME stands alone at its name`,
			'Remove the other record in the same write with DNS Zone: Edit, or choose another name.',
		);
	}
}

const shown = ({ name, type, value }: DnsRecord) => `${type} ${name} '${value.slice(0, 80)}'`;
