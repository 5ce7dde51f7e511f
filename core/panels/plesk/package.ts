import type { HostingPackage } from '../types';
import { answerless, bytesText, limitIn, limitText, megabytesIn } from './answers';
import { ownPlans } from './plan';
import type { Plesk } from './transport';
import type { XmlNode } from '../../kernel/xml';

/** The service plans of the administrator. */
export async function listPackages(plesk: Plesk): Promise<HostingPackage[]> {
	return (await ownPlans(plesk)).map(({ name, limits }) => ({
		name,
		diskMegabytes: megabytesIn(limits, 'disk_space') ?? null,
		bandwidthMegabytes: megabytesIn(limits, 'max_traffic') ?? null,
		mailboxes: limitIn(limits, 'max_box') ?? null,
		databases: limitIn(limits, 'max_db') ?? null,
	}));
}

/**
 * Plesk keeps the settings that a request leaves out, and a new plan gets the defaults. Unlocked subscriptions follow
 * the plan.
 */
export async function savePackage(plesk: Plesk, hostingPackage: HostingPackage): Promise<void> {
	const held = (await ownPlans(plesk)).find(({ name }) => name === hostingPackage.name);
	const limits: XmlNode = [
		'limits',
		[
			limit('disk_space', bytesText(hostingPackage.diskMegabytes)),
			limit('max_traffic', bytesText(hostingPackage.bandwidthMegabytes)),
			limit('max_box', limitText(hostingPackage.mailboxes)),
			limit('max_db', limitText(hostingPackage.databases)),
		],
	];
	const [name, first]: [string, XmlNode] = held
		? ['service-plan.set', ['filter', [['id', held.id]]]]
		: ['service-plan.add', ['name', hostingPackage.name]];
	await plesk.xml({ name, content: [first, limits], changes: true, timeoutMs: 180_000 }, answerless);
}

const limit = (name: string, value: string): XmlNode => [
	'limit',
	[
		['name', name],
		['value', value],
	],
];
