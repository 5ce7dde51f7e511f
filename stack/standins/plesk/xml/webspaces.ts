import { domainToUnicode } from 'node:url';
import type { XmlElement, XmlNode } from '../../../../core/kernel/xml';
import { weakness } from '../passwords';
import { maybe, one, some, type Shape } from '../shape';
import {
	addWebspace,
	domainsIn,
	limitsIn,
	removeWebspace,
	webspaceById,
	type PleskState,
	type Webspace,
} from '../state';
import { childAt, namedNodes, namedValues, refused, single, textAt, type Result, type XmlOperation } from './answer';

const filter = one('filter', [some('id|name|guid|owner-id|owner-login|owner-guid|external-id|owner-external-id')]);
const property: Shape = [one('name'), maybe('value')];
const hosting = [maybe('vrt_hst', [some('property', property), some('ip_address')])];
const limits = [maybe('overuse'), some('limit', property)];

/**
 * Returns the subscriptions that match a filter, each with its filter value. An empty filter returns all. Names are in
 * their letters.
 */
function filtered(state: PleskState, element: XmlElement): Array<[asked: string, found: Webspace | undefined]> {
	const asked = childAt(element, 'filter')?.children ?? [];
	const all = Object.values(state.webspaces);
	if (asked.length === 0) return all.map((webspace) => [String(webspace.id), webspace]);
	return asked.flatMap(({ name, text }) => {
		if (name.startsWith('owner-')) return all.map((one): [string, Webspace] => [text, one]);
		const found = all.find((webspace) =>
			name === 'id'
				? String(webspace.id) === text
				: name === 'name'
					? domainToUnicode(webspace.domain) === text
					: false,
		);
		return [[text, found] as [string, Webspace | undefined]];
	});
}

/** Runs a function for each subscription that matches the filter. */
const onEach =
	(act: (webspace: Webspace, state: PleskState, element: XmlElement) => Result): XmlOperation['answer'] =>
	({ element, state }) =>
		filtered(state, element).map(([asked, webspace]) => {
			if (!webspace) return refused(1013, 'Domain does not exist', [['filter-id', asked]]);
			const result = act(webspace, state, element);
			const ids: XmlNode[] = [
				['filter-id', asked],
				['id', webspace.id],
			];
			return 'code' in result ? { ...result, about: ids } : [...ids, ...result];
		});

const get: XmlOperation = {
	shape: [
		filter,
		one(
			'dataset',
			['gen_info', 'hosting', 'limits', 'stat', 'prefs', 'disk_usage', 'performance', 'subscriptions'].map((name) =>
				maybe(name),
			),
		),
	],
	answer: onEach((webspace, state, element) => {
		const asked = new Set(childAt(element, 'dataset')?.children.map(({ name }) => name));
		const parts: XmlNode[] = [];
		if (asked.has('gen_info')) parts.push(genInfo(webspace, state));
		if (asked.has('hosting')) parts.push(hostingOf(webspace));
		if (asked.has('limits')) {
			parts.push(['limits', [['overuse', 'block'], ...namedNodes('limit', limitsIn(state, webspace))]]);
		}
		if (asked.has('stat')) parts.push(['stat', statisticsOf(webspace)]);
		if (asked.has('subscriptions')) parts.push(['subscriptions', [subscriptionOf(webspace)]]);
		return [['data', parts]];
	}),
};

function genInfo(webspace: Webspace, { clients }: PleskState): XmlNode {
	const busy = webspace.busyLooks > 0 ? 4 : 0;
	webspace.busyLooks = Math.max(0, webspace.busyLooks - 1);
	const owner = clients.find(({ id }) => id === webspace.ownerId);
	return [
		'gen_info',
		[
			['cr_date', '2026-01-02'],
			['name', domainToUnicode(webspace.domain)],
			['ascii-name', webspace.domain],
			['status', webspace.status | busy],
			['real_size', 12 * 1_048_576],
			['owner-id', webspace.ownerId],
			['owner-login', owner?.login ?? 'admin'],
			['dns_ip_address', webspace.ipAddress],
			['htype', webspace.username === '' ? 'none' : 'vrt_hst'],
			['guid', webspace.guid],
			['vendor-guid', '00000000-0000-4000-8000-000000000000'],
			['external-id', webspace.externalId],
		],
	];
}

function hostingOf(webspace: Webspace): XmlNode {
	if (webspace.username === '') return ['hosting'];
	if (webspace.certificateLooks !== null) webspace.certificateLooks += 1;
	const values: Record<string, string> = { ftp_login: webspace.username, ssl: 'true', www_root: '/httpdocs' };
	if (webspace.certificateLooks !== null) values.certificate_name = `Lets Encrypt ${webspace.domain}`;
	return ['hosting', [['vrt_hst', [...namedNodes('property', values), ['ip_address', webspace.ipAddress]]]]];
}

function statisticsOf({ mailboxes, databases }: Webspace): XmlNode[] {
	return [
		['traffic', 7 * 1_048_576],
		['subdom', 0],
		['wu', 0],
		['box', Object.keys(mailboxes).length],
		['redir', 0],
		['mg', 0],
		['resp', 0],
		['maillists', 0],
		['db', databases.length],
		['webapps', 0],
		['traffic_prevday', 0],
	];
}

/** Plesk does not promise an order of the plan and its add-ons. */
const subscriptionOf = ({ planGuid, addOnGuids = [], customLimits }: Webspace): XmlNode => [
	'subscription',
	[
		['locked', customLimits ? 'true' : 'false'],
		['synchronized', 'true'],
		...[...addOnGuids, planGuid].map((guid): XmlNode => ['plan', [['plan-guid', guid]]]),
	],
];

const add: XmlOperation = {
	shape: [
		one('gen_setup', [
			one('name'),
			maybe('owner-id|owner-login|owner-guid|owner-external-id'),
			maybe('htype'),
			some('ip_address'),
			maybe('status'),
			maybe('external-id'),
		]),
		maybe('hosting', hosting),
		maybe('limits', limits),
		maybe('prefs'),
		maybe('performance'),
		maybe('permissions'),
		maybe('plan-id|plan-name|plan-guid|plan-external-id'),
	],
	answer: single(({ element, state }) => {
		const setup = childAt(element, 'gen_setup');
		const domain = textAt(setup, 'name').toLowerCase();
		const ownerId = Number(textAt(setup, 'owner-id'));
		const host = namedValues(childAt(element, 'hosting', 'vrt_hst'), 'property');
		const [username = '', password = ''] = [host.ftp_login, host.ftp_password];
		const planGuid = textAt(element, 'plan-guid');
		if (!state.clients.some(({ id }) => id === ownerId)) return refused(1015, 'Owner does not exist');
		if (domainsIn(state).some(({ name }) => name === domain)) return refused(1007, 'Domain already exists');
		if (!isUsername(username)) return refused(1019, `System user name '${username}' is not valid`);
		if (Object.values(state.webspaces).some((other) => other.username === username)) {
			return refused(1007, `User ${username} already exists.`);
		}
		const weak = weakness(state, password);
		if (weak) return refused(1019, weak);
		if (!state.plans.some(({ guid }) => guid === planGuid)) return refused(1013, 'Service plan does not exist');
		const ipAddress = textAt(setup, 'ip_address');
		if (ipAddress !== state.ipAddress) return refused(1018, `IP address ${ipAddress} is not in the pool`);
		const allowed = state.licensedDomains;
		if (allowed !== -1 && domainsIn(state).length >= allowed)
			return refused(1024, 'License limit on domains is reached');
		const externalId = textAt(setup, 'external-id');
		const made = addWebspace(state, { domain, ownerId, externalId, ipAddress, username, password, planGuid });
		return [
			['id', made.id],
			['guid', made.guid],
		];
	}),
};

const reserved = new Set(['root', 'admin', 'mysql', 'mail', 'www', 'ftp', 'psaadm', 'popuser', 'apache', 'nginx']);
const isUsername = (name: string) => /^[a-z][a-z0-9_.-]{1,30}$/.test(name) && !reserved.has(name);

const busyNow = refused(1023, 'The subscription is being backed up');

const set: XmlOperation = {
	shape: [
		filter,
		one('values', [
			maybe('gen_setup', [maybe('status'), maybe('name'), maybe('owner-id'), maybe('external-id')]),
			maybe('hosting', hosting),
			maybe('limits', limits),
		]),
	],
	answer: onEach((webspace, state, element) => {
		if (webspace.busyLooks > 0) return busyNow;
		const status = textAt(element, 'values', 'gen_setup', 'status');
		const { ftp_password: password } = namedValues(childAt(element, 'values', 'hosting', 'vrt_hst'), 'property');
		const weak = password === undefined ? undefined : weakness(state, password);
		if (weak) return refused(1019, weak);
		if (status !== '') webspace.status = Number(status);
		if (password !== undefined) webspace.password = password;
		return [];
	}),
};

const del: XmlOperation = {
	shape: [filter],
	answer: onEach((webspace, state) => {
		if (webspace.busyLooks > 0) return busyNow;
		removeWebspace(state, webspace);
		return state.quirks.deleteReportsError ? refused(1023, 'Unable to update the web server') : [];
	}),
};

const switchSubscription: XmlOperation = {
	shape: [filter, one('plan-guid|plan-external-id|no-plan')],
	answer: onEach((webspace, state, element) => {
		const guid = textAt(element, 'plan-guid');
		if (!state.plans.some((plan) => plan.guid === guid)) return refused(1013, 'Service plan does not exist');
		webspace.planGuid = guid;
		return [];
	}),
};

const syncSubscription: XmlOperation = {
	shape: [filter],
	answer: onEach((webspace) => {
		webspace.customLimits = null;
		return [];
	}),
};

const getSites: XmlOperation = {
	shape: [
		one('filter', [some('id|name|parent-id|parent-name')]),
		one('dataset', [maybe('gen_info'), maybe('hosting')]),
	],
	answer({ element, state }) {
		const asked = textAt(element, 'filter', 'parent-id');
		const parent = webspaceById(state, Number(asked));
		if (!parent) return [refused(1013, 'Domain does not exist', [['filter-id', asked]])];
		return parent.sites.map(({ id, name }): Result => {
			const info: XmlNode = [
				'gen_info',
				[
					['name', domainToUnicode(name)],
					['ascii-name', name],
					['status', 0],
				],
			];
			return [
				['filter-id', asked],
				['id', id],
				['data', [info]],
			];
		});
	},
};

export const webspaceOperations: Readonly<Record<string, XmlOperation>> = {
	'webspace.get': get,
	'webspace.add': add,
	'webspace.set': set,
	'webspace.del': del,
	'webspace.switch-subscription': switchSubscription,
	'webspace.sync-subscription': syncSubscription,
	'site.get': getSites,
};
