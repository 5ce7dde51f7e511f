import { zoneFault } from '../../shared/zoneFault';
import { given, refused, success, type Call, type Command } from '../call';
import { domainsOf, type ZoneRecord } from '../state';

const types = ['A', 'AAAA', 'CNAME', 'NS', 'MX', 'TXT', 'SRV', 'CAA'];

const CMD_API_DNS_CONTROL: Command = (call) => {
	const { fields, state, actor } = call;
	const domain = (fields.get('domain') ?? '').toLowerCase();
	const zone = state.zones[domain];
	if (!zone || !actor || !domainsOf(actor).includes(domain)) return refused('You do not own that domain');
	switch (fields.get('action')) {
		case null:
			return given({
				records: zone.map((record) => ({ ...record, combined: combined(record) })),
				ttl: 'yes',
				default_ttl: '14400',
				ttl_value: '3600',
				full_mx_records: 'yes',
				allow_dns_underscore: 'yes',
				dns_caa: '1',
			});
		case 'add':
			return add(call, zone, domain);
		case 'select':
			return remove(call, zone, domain);
		default:
			return refused('Unknown action');
	}
};

const combined = ({ name, value }: ZoneRecord) => `name=${name}&value=${value}`;

function add({ fields, state }: Call, zone: readonly ZoneRecord[], domain: string) {
	const type = fields.get('type') ?? '';
	const given = [fields.get('name') ?? '', fields.get('value') ?? ''];
	// The form of an NS record has the name server as its name, like the zone templates.
	const [name = '', written = ''] = type === 'NS' ? given.reverse() : given;
	if (!types.includes(type)) return refused('Invalid record type');
	if (name === '' || written === '') return refused('A name and a value are required');
	if (name.endsWith('.') && !`.${name}`.endsWith(`.${domain}.`)) return refused('Invalid name');
	const host = fields.get('mx_value') ?? '';
	if (type === 'MX' && (!/^\d+$/.test(written) || host === '')) return refused('Invalid MX value');
	const quoted = /^".*"$/s.test(written) ? written : `"${written}"`;
	const value = type === 'MX' ? `${written} ${host}` : type === 'TXT' ? quoted : written;
	const record = { type, name, value, ttl: fields.get('ttl') ?? '' };
	if (zone.some((held) => held.type === type && combined(held) === combined(record))) {
		return refused('That record already exists');
	}
	const whole = (one: ZoneRecord) => ({ ...one, name: one.name.endsWith('.') ? one.name : `${one.name}.${domain}.` });
	const fault = zoneFault([...zone, record].map(whole));
	if (fault !== undefined) return refused(fault);
	state.zones[domain] = [...zone, record];
	return success('Record Added');
}

/** Returns the records with exactly this text from each list (`arecs0`, `txtrecs0`, …). */
function remove({ fields, state }: Call, zone: readonly ZoneRecord[], domain: string) {
	const unwanted = [...fields].flatMap(([name, text]) => {
		const [, list] = /^([a-z]+)recs\d+$/.exec(name) ?? [];
		return list === undefined ? [] : [`${list.toUpperCase()} ${text}`];
	});
	const left = zone.filter((record) => !unwanted.includes(`${record.type} ${combined(record)}`));
	if (unwanted.length === 0 || left.length === zone.length) return refused('Unable to find that record');
	state.zones[domain] = left;
	return success('Records Deleted');
}

export const zoneCommands = { CMD_API_DNS_CONTROL } satisfies Record<string, Command>;
