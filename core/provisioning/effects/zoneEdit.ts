import { z } from 'zod';
import { toldDomain } from '../../kernel/domainName';
import { ExternalError } from '../../kernel/errors';
import type { SideEffect } from '../../tasks';
import {
	accountRef,
	type AccountRef,
	type ControlPanel,
	dnsRecord,
	type DnsRecord,
	type DnsZone,
	ensuredIn,
	isEnsured,
	recordIn,
	sameRecord,
	takenBack,
	type WrittenRecord,
	type ZoneChange,
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
	/** What stood beside removed records by a mistake of before, so that the undo can put them back to it. */
	beside: z.array(dnsRecord).optional(),
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

/** How often an edit is decided on anew because the zone changed between the look and the edit. */
const maxTries = 4;

/**
 * Adds and removes records of a zone. Records that are right already stay as they are, also after an undo. What may exist
 * once is merged or replaced: `core/panels/dns/singularRecords.ts`.
 */
export function zoneEdit(panel: ControlPanel): SideEffect<ZoneInput, Intent, ZoneEdited> {
	/** Decides by the zone as it is now: somebody may have edited it since the plan. */
	const edit = async (
		account: AccountRef,
		zone: string,
		decide: (records: readonly DnsRecord[]) => ZoneChange,
		expectedSerial?: string,
	): Promise<DnsZone> => {
		for (let tries = 1; ; tries++) {
			const found = await zoneOf(panel, account, zone);
			const change = decide(found.records);
			if (change.add.length + change.remove.length === 0) return found;
			try {
				// A panel that tells the serial refuses the edit when the zone has another one by then.
				return await panel.editZone(account, zone, {
					add: change.add,
					remove: change.remove,
					expectedSerial: expectedSerial ?? found.serial ?? undefined,
				});
			} catch (error) {
				const changedMeanwhile = error instanceof ExternalError && error.errorClass === 'busy';
				if (!changedMeanwhile || expectedSerial !== undefined || tries >= maxTries) throw error;
			}
		}
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
			const zone = zoneName === undefined ? holder.domain : toldDomain(zoneName);
			const { records } = await zoneOf(panel, holder, zone);
			const inZone = (written: readonly WrittenRecord[]) => written.map((record) => recordIn(zone, record));
			const change = ensuredIn(zone, records, inZone(present), inZone(absent));
			const { add, remove, beside = [] } = change;
			const changes = { add: [...add], remove: [...remove], ...(beside.length > 0 && { beside: [...beside] }) };
			return { intent: { ...refOf(holder), zone, ...changes, expectedSerial } };
		},
		async apply(intent) {
			const { zone, add, remove, expectedSerial } = intent;
			const edited = await edit(intent, zone, (records) => ensuredIn(zone, records, add, remove), expectedSerial);
			return outcome(intent, edited.serial);
		},
		readBack: async (intent) =>
			await readBackOf<ZoneEdited>(panel, intent, async () => {
				const found = await panel.findZone(intent, intent.zone);
				if (!found) return { state: 'absent' };
				const { records, serial } = found;
				const holds = (record: DnsRecord) => records.some((other) => sameRecord(record, other));
				const made = [
					...intent.add.map((record) => isEnsured(intent.zone, records, record)),
					...intent.remove.map((record) => !holds(record)),
				];
				if (made.every(Boolean)) return { state: 'ours', result: outcome(intent, serial) };
				return made.some(Boolean) ? { state: 'partly', result: outcome(intent, serial) } : { state: 'absent' };
			}),
		undo: async ({ zone, add, remove, beside, ...account }) => {
			await edit(account, zone, (records) => takenBack(records, { add, remove, beside }));
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
