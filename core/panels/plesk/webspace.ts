import { domainToUnicode } from 'node:url';
import { z } from 'zod';
import { toldDomain } from '../../kernel/domainName';
import type { Account } from '../types';
import {
	answerless,
	byName,
	count,
	limitIn,
	many,
	maybeEmpty,
	megabytesIn,
	optionalText,
	underBackup,
} from './answers';
import type { Plesk } from './transport';
import type { XmlNode } from '../../kernel/xml';

/** How many subscriptions one packet requests. The answer has about a megabyte. */
const batch = 200;

const hosting = maybeEmpty(
	z.object({
		vrt_hst: maybeEmpty(z.object({ property: byName, ip_address: many(z.string()) })).optional(),
	}),
);

const found = z.object({
	id: z.string(),
	data: z.object({
		gen_info: z.object({
			name: z.string(),
			'ascii-name': optionalText,
			status: count,
			guid: optionalText,
			'owner-id': optionalText,
			'owner-login': optionalText,
			dns_ip_address: many(z.string()),
			real_size: count.default(0),
		}),
		hosting,
		limits: maybeEmpty(z.object({ limit: byName })),
		subscriptions: maybeEmpty(
			z.object({
				subscription: many(
					z.object({
						locked: optionalText,
						plan: many(maybeEmpty(z.object({ 'plan-guid': optionalText }))),
					}),
				),
			}),
		),
	}),
});

/** A subscription, with the details that only this panel has. Plesk's XML API calls it a webspace. */
export interface Webspace {
	/** Its first site has the same ID. */
	readonly id: number;
	readonly guid: string;
	readonly ownerId: string;
	readonly ownerLogin: string;
	/** Without hosting it has no system user. */
	readonly hasHosting: boolean;
	/** A bit field; 0 is live. */
	readonly status: number;
	/** The ID of its plan and those of its add-ons, in any order. Empty if it has no plan. */
	readonly planGuids: readonly string[];
	/** True if it is locked: changes of its plan do not affect it. */
	readonly locked: boolean;
	readonly certificateName: string;
	/** In bytes, as Plesk measures it against the limit. */
	readonly size: number;
	readonly limits: ReadonlyMap<string, string>;
	/** Without the package's name and the owner's mail address. */
	readonly account: Omit<Account, 'packageName' | 'contactEmail'>;
}

function webspaceIn({ id, data }: z.output<typeof found>): Webspace {
	const { gen_info: info, limits } = data;
	const held = data.hosting.vrt_hst;
	const property = held?.property ?? new Map<string, string>();
	return {
		id: Number(id),
		guid: info.guid,
		ownerId: info['owner-id'],
		ownerLogin: info['owner-login'],
		hasHosting: property.has('ftp_login'),
		status: info.status,
		planGuids: data.subscriptions.subscription.flatMap((one) => one.plan.map((plan) => plan['plan-guid'])),
		locked: data.subscriptions.subscription.some(({ locked }) => locked === 'true'),
		certificateName: property.get('certificate_name') ?? '',
		size: info.real_size,
		limits: limits.limit,
		account: {
			// Without hosting there is no system user. Then the owner logs in.
			username: property.get('ftp_login') || info['owner-login'],
			domain: toldDomain(info['ascii-name'] || info.name),
			// Disabled by the administrator (16), the reseller (32) or the customer (64), or expired (256).
			suspended: (info.status & ~underBackup) !== 0,
			// Plesk has no field for the reason.
			suspensionReason: '',
			ipAddress: held?.ip_address[0] ?? info.dns_ip_address[0] ?? '',
			limits: told({
				diskMegabytes: megabytesIn(limits.limit, 'disk_space'),
				bandwidthMegabytes: megabytesIn(limits.limit, 'max_traffic'),
				mailboxes: limitIn(limits.limit, 'max_box'),
				databases: limitIn(limits.limit, 'max_db'),
			}),
		},
	};
}

/** Leaves out the values that the panel does not report. */
function told(limits: Readonly<Record<string, number | null | undefined>>): Account['limits'] {
	return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined));
}

const datasets = {
	all: [['gen_info'], ['hosting'], ['limits'], ['subscriptions']],
	status: [['gen_info']],
} as const satisfies Readonly<Record<string, readonly XmlNode[]>>;
type Dataset = keyof typeof datasets;

/**
 * Filters by names or IDs, and never without them: an empty filter returns every subscription, and a filter by owner
 * returns all subscriptions of the owner.
 */
async function webspaces(plesk: Plesk, filter: readonly XmlNode[], dataset: Dataset = 'all'): Promise<Webspace[]> {
	if (filter.length === 0) return [];
	const content: XmlNode[] = [
		['filter', filter],
		['dataset', datasets[dataset]],
	];
	return (await plesk.xml({ name: 'webspace.get', content, skip: 'missing' }, found)).map(webspaceIn);
}

export async function webspaceNamed(plesk: Plesk, domain: string): Promise<Webspace | undefined> {
	// Plesk writes international domains in their letters, and the pack writes them in ASCII.
	const names = new Set([domain, domainToUnicode(domain) || domain]);
	const all = await webspaces(
		plesk,
		[...names].map((name) => ['name', name] as const),
	);
	return all.find(({ account }) => account.domain === domain);
}

async function* webspacesById(plesk: Plesk, ids: readonly number[], dataset?: Dataset): AsyncIterable<Webspace[]> {
	for (let start = 0; start < ids.length; start += batch) {
		const some = ids.slice(start, start + batch).map((id) => ['id', id] as const);
		yield await webspaces(plesk, some, dataset);
	}
}

const domains = z.array(z.object({ id: z.number(), base_domain_id: z.number().nullish() }));

/**
 * Yields every subscription, batch by batch. It keeps only the IDs in memory. With `status` it reads only the status
 * and the owner.
 */
export async function* allWebspaces(plesk: Plesk, dataset?: Dataset): AsyncIterable<Webspace[]> {
	yield* webspacesById(plesk, firstIds(await plesk.rest({ method: 'GET', path: '/domains' }, domains)), dataset);
}

/** Returns the domains of a client that are subscriptions, batch by batch: an agency may have hundreds. */
export async function* webspacesOfClient(plesk: Plesk, clientId: string): AsyncIterable<Webspace[]> {
	yield* webspacesById(plesk, firstIds(await domainsOfClient(plesk, clientId)));
}

export async function domainsOfClient(plesk: Plesk, clientId: string): Promise<z.output<typeof domains>> {
	return await plesk.rest({ method: 'GET', path: `/clients/${encodeURIComponent(clientId)}/domains` }, domains);
}

/** Returns the IDs of the domains that are the first of a subscription and have no domain above them. */
const firstIds = (all: z.output<typeof domains>): number[] =>
	all.filter(({ id, base_domain_id: base }) => !base || base === id).map(({ id }) => id);

/** Changes one subscription, by its id. */
export async function setWebspace(
	plesk: Plesk,
	{ id }: Webspace,
	values: readonly XmlNode[],
	secrets: readonly string[] = [],
): Promise<void> {
	const content: XmlNode[] = [
		['filter', [['id', id]]],
		['values', values],
	];
	await plesk.xml({ name: 'webspace.set', content, secrets, changes: true, timeoutMs: 180_000 }, answerless);
}
