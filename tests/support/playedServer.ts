import { openPanel, type ControlPanel, type PanelKind } from '../../core/panels';
import { demoServers, type DemoServer, type DemoServerCode } from '../../stack/parts/demoServers';
import type { RunningStack } from '../../stack/parts/stack';
import type { Fault, HeldAccount, LoggedRequest } from '../../stack/standins/shared';
import { accountsIn as directAdminAccountsIn } from '../../stack/standins/directadmin/held';
import type { DirectAdminState } from '../../stack/standins/directadmin/state';
import { accountsIn as whmAccountsIn } from '../../stack/standins/whm/held';
import type { WhmState } from '../../stack/standins/whm/state';
import { directAdminChanges } from './directAdminScene';
import type { PanelScene } from './panelScene';
import { whmChanges } from './whmScene';

/** A stand-in, from another process. */
export interface Controlled {
	addFault(fault: Fault | Readonly<Record<string, unknown>>): Promise<void>;
	clearFaults(): Promise<void>;
	release(): Promise<void>;
	requests(): Promise<LoggedRequest[]>;
	state(): Promise<unknown>;
}

/** One server of the demo company. */
export interface PlayedServer extends Controlled {
	readonly code: DemoServerCode;
	readonly kind: PanelKind;
	/** The requests that make each change, as faults name them. */
	readonly changes: PanelScene['changes'];
	/** Somebody's own hand on the panel, beside the pack. */
	readonly panel: ControlPanel;
	/** The panel's own answer to one database too many, once. */
	refuseDatabase(): Promise<void>;
	/** What it really holds. */
	accounts(): Promise<HeldAccount[]>;
	/** Whether anything of the domain is there: an account, a zone, a customer. */
	knows(domain: string): Promise<boolean>;
}
export type Fleet = Readonly<Record<DemoServerCode, PlayedServer>>;

/** How each kind of panel is looked into, and what it says of one database too many. */
const kinds: Readonly<
	Record<
		PanelKind,
		{
			readonly changes: PanelScene['changes'];
			readonly accountsIn: (state: unknown) => HeldAccount[];
			readonly noMoreDatabases: Readonly<Record<string, unknown>>;
		}
	>
> = {
	whm: {
		changes: whmChanges,
		accountsIn: (state) => whmAccountsIn(state as WhmState),
		noMoreDatabases: {
			path: 'Mysql::create_database',
			body: {
				metadata: { version: 1, command: 'uapi_cpanel', result: 1, reason: 'OK' },
				data: {
					uapi: {
						status: 0,
						data: null,
						errors: ['You have reached your maximum allotment of databases.'],
						messages: null,
						warnings: null,
					},
				},
			},
		},
	},
	directadmin: {
		changes: directAdminChanges,
		accountsIn: (state) => directAdminAccountsIn(state as DirectAdminState),
		noMoreDatabases: {
			path: '^POST /api/db-manage/create-db',
			status: 496,
			body: { type: 'DATABASES_EXCEED_LIMIT' },
		},
	},
};

/** The demo company's servers, from outside of the process that plays them. */
export function fleetOf({ addresses, secrets }: Pick<RunningStack, 'addresses' | 'secrets'>): Fleet {
	const played = (demoServers as readonly DemoServer[]).map(({ serverCode, panel: kind, port, username, token }) => {
		const { changes, accountsIn, noMoreDatabases } = kinds[kind];
		const server = controlled(addresses[port]);
		return [
			serverCode,
			{
				...server,
				code: serverCode,
				kind,
				changes,
				panel: openPanel(kind, { baseUrl: addresses[port], username, token: secrets[token] }),
				refuseDatabase: async () => await server.addFault({ kind: 'answer', ...noMoreDatabases }),
				accounts: async () => accountsIn(await server.state()),
				knows: async (domain: string) => JSON.stringify(await server.state()).includes(domain),
			},
		] as const;
	});
	return Object.fromEntries(played) as Record<DemoServerCode, PlayedServer>;
}

/** What tests do with a stand-in in another process. */
export function controlled(url: string): Controlled {
	const control = async (method: string, what: string, body?: unknown): Promise<unknown> => {
		const response = await fetch(`${url}/_standin/${what}`, {
			method,
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} ${what} at ${url}: ${response.status} ${text}`);
		return text === '' ? undefined : (JSON.parse(text) as unknown);
	};
	return {
		addFault: async (fault) => {
			await control('POST', 'faults', fault);
		},
		clearFaults: async () => {
			await control('DELETE', 'faults');
		},
		release: async () => {
			await control('POST', 'release');
		},
		requests: async () => (await control('GET', 'requests')) as LoggedRequest[],
		state: async () => await control('GET', 'state'),
	};
}
