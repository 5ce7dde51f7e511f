import { createHash } from 'node:crypto';
import type { Inventory, Json, Variables } from '../ansible';
import type { Transaction } from '../db';
import { InputError } from '../kernel/errors';
import { listServers, type Server } from '../servers';
import { listServices, type Service, type ServiceStatus } from '../services';

export interface StoreInventoryFilter {
	readonly serverGroup?: string;
	/** Leaves out the services of others, and the servers that serve none of this customer's. */
	readonly customerCode?: string;
	/** Of the services; active and suspended ones by default. */
	readonly statuses?: readonly ServiceStatus[];
}

const running = ['active', 'suspended'] as const satisfies readonly ServiceStatus[];

/**
 * The back office as an inventory of Ansible. Servers are hosts by their code, in the groups `msp_servers`, `panel_…` and
 * `server_group_…`. Services are hosts by their domain, in the groups `msp_services`, `customer_…`, `plan_…`, `status_…` and
 * `on_…` with the code of their server. A server and a service of one name are one host.
 *
 * @throws InputError when nothing is in it.
 */
export async function inventoryOfStore(
	transaction: Transaction,
	{ serverGroup, customerCode, statuses = running }: StoreInventoryFilter = {},
): Promise<Inventory> {
	const allServers = await listServers(transaction, { serverGroup, limit: null });
	const byId = new Map(allServers.map((server) => [server.serverId, server]));
	const services = (await listServices(transaction, { customerCode, statuses, limit: null })).filter(
		({ serverId }) => serverGroup === undefined || (serverId !== null && byId.has(serverId)),
	);
	const serving = new Set(services.map(({ serverId }) => serverId));
	const servers = allServers.filter(({ serverId }) => customerCode === undefined || serving.has(serverId));

	const hosts = new Map<string, Variables>();
	const groups = new Map<string, Set<string>>();
	const add = (host: string, variables: Variables, inGroups: readonly string[]) => {
		hosts.set(host, { ...variables, ...hosts.get(host) });
		for (const group of inGroups) groups.set(group, (groups.get(group) ?? new Set<string>()).add(host));
	};
	for (const server of servers) {
		add(server.serverCode, variablesOfServer(server), [
			'msp_servers',
			groupName('panel', server.panel),
			groupName('server_group', server.serverGroup),
		]);
	}
	for (const service of services) {
		const server = service.serverId === null ? undefined : byId.get(service.serverId);
		add(service.domain, variablesOfService(service, server), [
			'msp_services',
			groupName('customer', service.customerCode),
			groupName('plan', service.planCode),
			groupName('status', service.status),
			...(server ? [groupName('on', server.serverCode)] : []),
		]);
	}
	if (hosts.size === 0) {
		throw new InputError(
			'inventory',
			'is empty: the back office has no server and no service like that',
			'Choose other filters, or look at MSP Customers → Server: List.',
		);
	}
	return {
		hosts: Object.fromEntries(hosts),
		groups: Object.fromEntries([...groups].map(([name, members]) => [name, { hosts: [...members] }])),
	};
}

function variablesOfServer({ serverCode, panel, serverGroup, ipAddress, baseUrl }: Server): Variables {
	const msp_server: Json = { server_code: serverCode, panel, server_group: serverGroup, ip_address: ipAddress };
	return { ...addressed(ipAddress ?? hostOf(baseUrl)), msp_server };
}

function variablesOfService(service: Service, server: Server | undefined): Variables {
	const msp_service: Json = {
		service_id: service.serviceId,
		domain: service.domain,
		username: service.username,
		customer_code: service.customerCode,
		plan_code: service.planCode,
		order_reference: service.orderReference,
		status: service.status,
		server: server?.serverCode ?? null,
	};
	return { ...addressed(server && (server.ipAddress ?? hostOf(server.baseUrl))), msp_service };
}

/** Without an address Ansible connects to the host by its name. */
const addressed = (address: string | undefined): Variables => (address === undefined ? {} : { ansible_host: address });

const hostOf = (url: string | null) =>
	url !== null && URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : undefined;

/**
 * Ansible takes letters, digits and underscores. No host has an underscore, so that no group has the name of a host. Two names that differ in other characters only must not be one group.
 */
function groupName(kind: string, name: string): string {
	const plain = name.replace(/[^A-Za-z0-9]/g, '_');
	if (/^[a-z0-9-]*$/.test(name)) return `${kind}_${plain}`;
	return `${kind}_${plain}_${createHash('sha256').update(name).digest('hex').slice(0, 6)}`;
}
