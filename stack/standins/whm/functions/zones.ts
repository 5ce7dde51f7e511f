import { z } from 'zod';
import { accountOf, given, refused, required, type Call, type Given, type WhmFunction } from './answer';
import { zoneFault } from '../../shared/zoneFault';
import type { WhmZone } from '../state';

function zoneOf(call: Call, act: (zone: WhmZone, domain: string) => Given): Given {
	const domain = required(call.parameters, 'zone').toLowerCase();
	const holder = Object.values(call.state.accounts).find((account) => account.domain === domain);
	const zone = call.state.zones[domain];
	if (!zone || (holder && !accountOf(call, holder.user))) {
		return refused(`(XID standin) You do not have a zone named “${domain}”.`);
	}
	return act(zone, domain);
}

const listzones: WhmFunction = ({ state }) =>
	given({ zone: Object.keys(state.zones).map((domain) => ({ domain, zonefile: `${domain}.db` })) });

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

/** The SOA is the first line. A comment and a control line follow, and the record lines begin after them. */
const headLines = 3;

const parse_dns_zone: WhmFunction = (call) =>
	zoneOf(call, (zone, domain) =>
		given({
			payload: [
				{ line_index: 0, type: 'comment', text_b64: base64('; cPanel first:11.137') },
				{ line_index: 1, type: 'control', text_b64: base64('$TTL 14400') },
				{
					line_index: 2,
					type: 'record',
					dname_b64: base64(`${domain}.`),
					record_type: 'SOA',
					ttl: 86_400,
					data_b64: [
						`ns1.${call.state.hostname}.`,
						`root.${call.state.hostname}.`,
						String(zone.serial),
						'3600',
						'1800',
						'1209600',
						'86400',
					].map(base64),
				},
				...zone.lines.map(({ name, ttl, type, data }, index) => ({
					line_index: index + headLines,
					type: 'record',
					// The server writes names below the zone without the zone's name.
					dname_b64: base64(name.endsWith(`.${domain}.`) ? name.slice(0, -(domain.length + 2)) : name),
					record_type: type,
					ttl,
					data_b64: data.map(base64),
				})),
			],
		}),
	);

const addition = z.strictObject({
	dname: z.string().min(1),
	ttl: z.number().int().positive(),
	record_type: z.string(),
	data: z.array(z.string()).min(1),
});
const change = addition.extend({ line_index: z.number().int() });

const mass_edit_dns_zone: WhmFunction = (call) =>
	zoneOf(call, (zone, domain) => {
		const { parameters } = call;
		if (required(parameters, 'serial') !== String(zone.serial)) {
			return refused(
				`(XID standin) The given serial number (${required(parameters, 'serial')}) does not match the DNS zone’s serial number (${zone.serial}). Refresh your view of the DNS zone, then resubmit.`,
				{ type: 'Stale' },
			);
		}
		const every = (name: string) =>
			[...parameters].filter(([key]) => key === name || key.startsWith(`${name}-`)).map(([, value]) => value);
		const absolute = (name: string) => (name.endsWith('.') ? name : `${name}.${domain}.`);
		try {
			const added = every('add').map((text) => addition.parse(JSON.parse(text)));
			const edited = every('edit').map((text) => change.parse(JSON.parse(text)));
			const removed = new Set(every('remove').map((text) => z.coerce.number().int().parse(text) - headLines));
			const lines = zone.lines.map((line, index) => {
				const found = edited.find(({ line_index }) => line_index - headLines === index);
				return found
					? { name: absolute(found.dname), ttl: found.ttl, type: found.record_type, data: found.data }
					: line;
			});
			for (const index of removed)
				if (!(index in lines)) return refused(`(XID standin) Line ${index + headLines} is not a record.`);
			const written = [
				...lines.filter((_, index) => !removed.has(index)),
				...added.map(({ dname, ttl, record_type: type, data }) => ({ name: absolute(dname), ttl, type, data })),
			];
			const fault = zoneFault(written);
			if (fault !== undefined) return refused(`(XID standin) The zone is not valid: ${fault}`);
			zone.lines = written;
		} catch (error) {
			return refused(`(XID standin) Invalid edit: ${error instanceof Error ? error.message : 'unreadable'}`);
		}
		zone.serial += 1;
		return given({ new_serial: String(zone.serial) });
	});

export const zoneFunctions = { listzones, parse_dns_zone, mass_edit_dns_zone } satisfies Record<string, WhmFunction>;
