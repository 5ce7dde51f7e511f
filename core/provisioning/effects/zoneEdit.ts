import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import type { SideEffect } from '../../tasks';
import {
	accountRef,
	type AccountRef,
	type ControlPanel,
	dnsRecord,
	type DnsRecord,
	type DnsZone,
	recordIn,
	recordsNotIn,
	sameRecord,
	type WrittenRecord,
} from '../../panels';
import { accountNamed, readBackOf, refOf, type AccountTarget } from './shared';

const intentSchema = accountRef.extend({
	zone: z.string(),
	/**
	 * Only records to add that were missing, and records to remove that existed, when the plan was made. The undo
	 * reverts only these.
	 */
	add: z.array(dnsRecord),
	remove: z.array(dnsRecord),
	expectedSerial: z.string().optional(),
});
type Intent = z.infer<typeof intentSchema>;

const result = z.object({
	zone: z.string(),
	serial: z.string().nullable(),
	added: z.array(dnsRecord),
	removed: z.array(dnsRecord),
});
export type ZoneEdited = z.infer<typeof result>;

export interface ZoneInput extends AccountTarget {
	/** The default is the account's own domain. */
	readonly zone?: string;
	readonly present?: readonly WrittenRecord[];
	readonly absent?: readonly WrittenRecord[];
	/** Refuses the edit when the zone now has another serial. */
	readonly expectedSerial?: string;
}

/** Adds and removes records of a zone. Records that are right already stay as they are, also after an undo. */
export function zoneEdit(panel: ControlPanel): SideEffect<ZoneInput, Intent, ZoneEdited> {
	const edit = async (account: AccountRef, changes: Omit<Intent, keyof AccountRef>): Promise<DnsZone> => {
		const { zone, expectedSerial } = changes;
		const { records, ...found } = await zoneOf(panel, account, zone);
		const add = recordsNotIn(changes.add, records);
		const remove = records.filter((record) => changes.remove.some((other) => sameRecord(record, other)));
		if (add.length === 0 && remove.length === 0) return { ...found, records };
		return await panel.editZone(account, zone, { add, remove, expectedSerial });
	};
	const outcome = ({ zone, add, remove }: Intent, serial: string | null): ZoneEdited => ({
		zone,
		serial,
		added: add,
		removed: remove,
	});

	return {
		name: 'zone.edit',
		intent: intentSchema,
		result,
		async plan({ account, zone: zoneName, present = [], absent = [], expectedSerial }) {
			const holder = await accountNamed(panel, account);
			const zone = zoneName ?? holder.domain;
			const { records } = await zoneOf(panel, holder, zone);
			const superfluous = absent.map((record) => recordIn(zone, record));
			return {
				intent: {
					...refOf(holder),
					zone,
					add: recordsNotIn(
						present.map((record) => recordIn(zone, record)),
						records,
					),
					remove: records.filter((record) => superfluous.some((other) => sameRecord(record, other))),
					expectedSerial,
				},
			};
		},
		apply: async (intent) => outcome(intent, (await edit(intent, intent)).serial),
		readBack: async (intent) =>
			await readBackOf<ZoneEdited>(panel, intent, async () => {
				const found = await panel.findZone(intent, intent.zone);
				if (!found) return { state: 'absent' };
				const { records, serial } = found;
				const holds = (record: DnsRecord) => records.some((other) => sameRecord(record, other));
				const made = [...intent.add.map(holds), ...intent.remove.map((record) => !holds(record))];
				if (made.every(Boolean)) return { state: 'ours', result: outcome(intent, serial) };
				return made.some(Boolean) ? { state: 'partly', result: outcome(intent, serial) } : { state: 'absent' };
			}),
		undo: async ({ zone, add, remove, ...account }) => {
			await edit(account, { zone, add: remove, remove: add });
		},
	};
}

async function zoneOf(panel: ControlPanel, account: AccountRef, zone: string): Promise<DnsZone> {
	const found = await panel.findZone(account, zone);
	if (found) return found;
	throw new ExternalError(
		'not_found',
		`The server has no DNS zone '${zone}'`,
		'Check the name of the zone, and that this server does the DNS for it.',
	);
}
