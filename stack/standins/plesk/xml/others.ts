import type { XmlNode } from '../../../../core/kernel/xml';
import { maybe, one, some } from '../shape';
import { guidOf, nextId, type PleskPlan } from '../state';
import { childAt, namedNodes, namedValues, refused, single, textAt, type Result, type XmlOperation } from './answer';

const property = [one('name'), maybe('value')];
const limits = maybe('limits', [maybe('overuse'), some('limit', property)]);

const getCustomers: XmlOperation = {
	shape: [
		one('filter', [some('id|login|guid|external-id|owner-id|owner-login')]),
		one('dataset', [maybe('gen_info'), maybe('stat')]),
	],
	answer: ({ element, state }) => {
		const customers = state.clients.filter(({ type }) => type === 'customer');
		const byLogin = new Map(customers.map((client) => [client.login, client]));
		const byId = new Map(customers.map((client) => [String(client.id), client]));
		return (childAt(element, 'filter')?.children ?? []).map(({ name, text }): Result => {
			const found = (name === 'login' ? byLogin : byId).get(text);
			if (!found) return refused(1013, 'Client does not exist', [['filter-id', text]]);
			const info: XmlNode[] = [
				['cr_date', '2026-01-02'],
				['pname', found.name],
				['login', found.login],
				['status', found.status],
				['email', found.email],
				['guid', found.guid],
				['external-id', found.externalId],
			];
			return [
				['filter-id', text],
				['id', found.id],
				['data', [['gen_info', info]]],
			];
		});
	},
};

const owner = maybe('owner-id|owner-login|owner-all');

const planResult = ({ id, guid, name, limits: held, webmail }: PleskPlan): Result => [
	['id', id],
	['name', name],
	['guid', guid],
	['mail', [['webmail', webmail]]],
	['limits', [['overuse', 'block'], ...namedNodes('limit', held)]],
];

const getPlans: XmlOperation = {
	shape: [one('filter', [some('id|name|guid|external-id')]), owner],
	answer: ({ element, state }) =>
		state.plans.filter((plan) => plan.owner === '' || childAt(element, 'owner-all')).map(planResult),
};

const addPlan: XmlOperation = {
	shape: [one('name'), maybe('owner-id|owner-login'), maybe('mail'), limits],
	answer: single(({ element, state }) => {
		const name = textAt(element, 'name');
		if (state.plans.some((plan) => plan.owner === '' && plan.name === name)) {
			return refused(1007, 'Service plan with this name already exists');
		}
		const id = nextId(state);
		const given = namedValues(childAt(element, 'limits'), 'limit');
		const defaults = { disk_space: '-1', max_traffic: '-1', max_box: '-1', max_db: '-1', max_site: '1' };
		state.plans.push({
			id,
			guid: guidOf(id),
			name,
			owner: '',
			limits: { ...defaults, ...given },
			webmail: 'roundcube',
		});
		return [
			['id', id],
			['guid', guidOf(id)],
		];
	}),
};

const setPlan: XmlOperation = {
	shape: [one('filter', [some('id|name|guid')]), owner, maybe('mail'), limits],
	answer: single(({ element, state }) => {
		const id = textAt(element, 'filter', 'id');
		const plan = state.plans.find((one) => String(one.id) === id);
		if (!plan) return refused(1013, 'Service plan does not exist', [['id', id]]);
		plan.limits = { ...plan.limits, ...namedValues(childAt(element, 'limits'), 'limit') };
		return [['id', id]];
	}),
};

const stat: XmlNode = [
	'stat',
	[
		['objects', [['clients', 1]]],
		['version', [['plesk_version', '18.0.74']]],
		[
			'load_avg',
			[
				['l1', 42],
				['l5', 35],
				['l15', 30],
			],
		],
		[
			'diskspace',
			[
				[
					'device',
					[
						['name', '/dev/vda1'],
						['total', 2 ** 30],
						['used', 2 ** 29],
						['free', 2 ** 29],
					],
				],
				[
					'device',
					[
						['name', '/dev/vdb1'],
						['total', 400 * 2 ** 30],
						['used', 100 * 2 ** 30],
						['free', 300 * 2 ** 30],
					],
				],
			],
		],
	],
];

const getServer: XmlOperation = {
	shape: [maybe('key'), maybe('gen_info'), maybe('components'), maybe('stat'), maybe('admin'), maybe('interfaces')],
	answer: single(({ element, state }) => {
		const key = namedNodes('property', { plesk_key_id: 'PLSK.0000', lim_dom: String(state.licensedDomains) });
		const parts: XmlNode[] = [];
		if (childAt(element, 'key')) parts.push(['key', key]);
		if (childAt(element, 'gen_info')) parts.push(['gen_info', [['server_name', state.hostname]]]);
		if (childAt(element, 'stat')) parts.push(stat);
		return parts;
	}),
};

const createSession: XmlOperation = {
	shape: [one('login'), one('data', [one('user_ip'), maybe('source_server|back_url'), some('locale|starting_url')])],
	answer: single(({ element, state }) => {
		const login = textAt(element, 'login');
		if (!state.clients.some((client) => client.login === login) && login !== 'admin') {
			return refused(1013, 'User does not exist');
		}
		const address = Buffer.from(textAt(element, 'data', 'user_ip'), 'base64').toString('utf8');
		if (!/^[0-9a-f.:]+$/i.test(address)) return refused(1019, 'IP address is not valid');
		return [['id', `session-of-${login}-for-${address}`.replace(/[.:]/g, '-')]];
	}),
};

const getKeys: XmlOperation = {
	shape: [one('filter', [some('key')])],
	answer: single(({ element, state, secretKey }) => {
		if (textAt(element, 'filter', 'key') !== secretKey) return refused(1013, 'Secret key does not exist');
		const bound = state.keyAddresses.map((address): XmlNode => ['ip_address', address]);
		return [['key_info', [['id', 1], ...bound, ['description', 'n8n'], ['login', 'admin']]]];
	}),
};

export const otherOperations: Readonly<Record<string, XmlOperation>> = {
	'customer.get': getCustomers,
	'service-plan.get': getPlans,
	'service-plan.add': addPlan,
	'service-plan.set': setPlan,
	'server.get': getServer,
	'server.create_session': createSession,
	'secret_key.get_info': getKeys,
};
