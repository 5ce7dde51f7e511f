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
import { accountNamed, readBackOf, refOf } from './shared';

const intent = accountRef.extend({
	zone: z.string(),
	/** Only what was not there, and only what was there, when this was planned: no more is taken back. */
	add: z.array(dnsRecord),
	remove: z.array(dnsRecord),
	expectedSerial: z.string().optional(),
});
type Intent = z.infer<typeof intent>;

const result = z.object({
	zone: z.string(),
	serial: z.string().nullable(),
	added: z.array(dnsRecord),
	removed: z.array(dnsRecord),
});
export type ZoneEdited = z.infer<typeof result>;

export interface ZoneInput {
	/** User name or domain. */
	readonly account: string;
	/** The account's own domain where it is not given. */
	readonly zone?: string;
	readonly present?: readonly WrittenRecord[];
	readonly absent?: readonly WrittenRecord[];
	/** Refuses the edit where the zone has another serial by now. */
	readonly expectedSerial?: string;
}

/** A zone with some records in it and others not. What is so already stays as it is, also when this is taken back. */
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
		intent,
		result,
		async plan({ account, zone: wantedZone, present = [], absent = [], expectedSerial }) {
			const holder = await accountNamed(panel, account);
			const zone = wantedZone ?? holder.domain;
			const { records } = await zoneOf(panel, holder, zone);
			const unwanted = absent.map((record) => recordIn(zone, record));
			return {
				intent: {
					...refOf(holder),
					zone,
					add: recordsNotIn(
						present.map((record) => recordIn(zone, record)),
						records,
					),
					remove: records.filter((record) => unwanted.some((other) => sameRecord(record, other))),
					expectedSerial,
				},
			};
		},
		apply: async (planned) => outcome(planned, (await edit(planned, planned)).serial),
		readBack: async (planned) =>
			await readBackOf<ZoneEdited>(panel, planned, async () => {
				const found = await panel.findZone(planned, planned.zone);
				if (!found) return { state: 'absent' };
				const { records, serial } = found;
				const holds = (record: DnsRecord) => records.some((other) => sameRecord(record, other));
				const made = [...planned.add.map(holds), ...planned.remove.map((record) => !holds(record))];
				if (made.every(Boolean)) return { state: 'ours', result: outcome(planned, serial) };
				return made.some(Boolean) ? { state: 'partly', result: outcome(planned, serial) } : { state: 'absent' };
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
