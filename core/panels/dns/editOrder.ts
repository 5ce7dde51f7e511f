import type { DnsRecord } from '../types';
import { isRefusal } from '../errors';

interface Held {
	readonly record: DnsRecord;
}

/** What a panel that takes one record at a time does for an edit. */
export interface RecordByRecord<Line extends Held> {
	add(record: DnsRecord): Promise<void>;
	remove(lines: readonly Line[]): Promise<void>;
}

/**
 * Edits a zone record by record. It adds the new records first, so that none is missing in between. Only a CNAME and what
 * stands at its name go before their successors, because a name server refuses both together (RFC 1034 §3.6.2). They come
 * back when the panel refuses the successor.
 */
export async function editByRecord<Line extends Held>(
	panel: RecordByRecord<Line>,
	add: readonly DnsRecord[],
	remove: readonly Line[],
): Promise<void> {
	const inTheWay = remove.filter(({ record }) => add.some((one) => cannotMeet(one, record)));
	if (inTheWay.length > 0) await panel.remove(inTheWay);
	try {
		for (const record of add) await panel.add(record);
	} catch (error) {
		if (isRefusal(error)) await putBack(panel, inTheWay);
		throw error;
	}
	const others = remove.filter((line) => !inTheWay.includes(line));
	if (others.length > 0) await panel.remove(others);
}

const cannotMeet = (one: DnsRecord, other: DnsRecord) =>
	one.name === other.name && (one.type === 'CNAME' || other.type === 'CNAME');

/** The refusal is what a person must read, also when this does not work: the next try looks at the zone again. */
async function putBack<Line extends Held>(panel: RecordByRecord<Line>, lines: readonly Line[]): Promise<void> {
	try {
		for (const { record } of lines) await panel.add(record);
	} catch {
		return;
	}
}
