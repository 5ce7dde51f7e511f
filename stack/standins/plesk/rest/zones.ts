import { z } from 'zod';
import { zoneFault } from '../../shared/zoneFault';
import { nextId, type ZoneRecord } from '../state';
import { refusal, success, type Routes } from './answer';

const newRecord = z.object({
	type: z.enum(['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'CAA', 'PTR', 'DS', 'TLSA', 'HTTPS']),
	host: z.string(),
	value: z.string().min(1),
	opt: z.string().default(''),
	ttl: z.number().int().positive().default(86_400),
});

export const zoneRoutes: Routes = {
	'GET /dns/records': ({ state, query }) => {
		const zone = state.zones[query.get('domain') ?? ''];
		return zone ? { body: zone } : refusal(state, 404, 'Domain does not exist');
	},
	'POST /dns/records': ({ state, query, body }) => {
		const domain = query.get('domain') ?? '';
		const zone = state.zones[domain];
		if (!zone) return refusal(state, 404, 'Domain does not exist');
		const given = newRecord.safeParse(body);
		if (!given.success) return refusal(state, 400, 'Invalid DNS record');
		const { host } = given.data;
		const whole = host.endsWith('.') && !state.quirks.namesBelowZone;
		const below = [host.replace(/\.$/, ''), domain].filter(Boolean).join('.');
		const made: ZoneRecord = { ...given.data, id: nextId(state), host: whole ? host : `${below}.` };
		const fault = zoneFault([...zone, made].map(({ host: name, type }) => ({ name, type })));
		if (fault !== undefined) return refusal(state, 400, `Invalid DNS record: ${fault}`);
		zone.push(made);
		return { status: 200, body: made };
	},
	'DELETE /dns/records/*': ({ state, variables: [id] }) => {
		const found = Object.entries(state.zones).find(([, zone]) => zone.some((one) => String(one.id) === id));
		if (!found) return refusal(state, 404, 'DNS record does not exist');
		const [domain, zone] = found;
		state.zones[domain] = zone.filter((one) => String(one.id) !== id);
		return success;
	},
};
