import { openPanel, type ControlPanel, type PanelKind } from '../../core/panels';
import { demoServers, type DemoServer, type DemoServerCode } from '../../stack/parts/demoServers';
import type { RunningStack } from '../../stack/parts/stack';
import type { Fault, HeldAccount, LoggedRequest } from '../../stack/standins/shared';
import * as directAdmin from '../../stack/standins/directadmin/held';
import type { DirectAdminState } from '../../stack/standins/directadmin/state';
import * as plesk from '../../stack/standins/plesk/held';
import type { PleskState } from '../../stack/standins/plesk/state';
import * as whm from '../../stack/standins/whm/held';
import type { WhmState } from '../../stack/standins/whm/state';
import { changesOn, type Changes } from './changeRequests';

/** A stand-in, from another process. */
export interface Controlled {
	addFault(fault: Fault | Readonly<Record<string, unknown>>): Promise<void>;
	clearFaults(): Promise<void>;
	release(): Promise<void>;
	requests(): Promise<LoggedRequest[]>;
	state(): Promise<unknown>;
	setState(state: unknown): Promise<void>;
}

/** One server of the demo company. */
export interface PlayedServer extends Controlled {
	readonly code: DemoServerCode;
	readonly kind: PanelKind;
	/** The requests that make each change, as faults name them. */
	readonly changes: Changes;
	/** Somebody's own hand on the panel, beside the pack. */
	readonly panel: ControlPanel;
	/** How many databases an account with the package `starter` may have from now on; 2 at first. */
	allowDatabases(databases: number): Promise<void>;
	/** Somebody sets by hand how many mailboxes an account may have, apart from its package. */
	limitMailboxes(domain: string, mailboxes: number): Promise<void>;
	/** What it really holds. */
	accounts(): Promise<HeldAccount[]>;
	/** Whether anything of the domain is there: an account, a zone, a customer. */
	knows(domain: string): Promise<boolean>;
}
export type Fleet = Readonly<Record<DemoServerCode, PlayedServer>>;

/** How each kind of panel is looked into. */
interface LookedInto {
	accountsIn(state: unknown): HeldAccount[];
	limitMailboxes(state: unknown, domain: string, mailboxes: number): void;
}
const kinds: Readonly<Record<PanelKind, LookedInto>> = {
	whm: {
		accountsIn: (state) => whm.accountsIn(state as WhmState),
		limitMailboxes: (state, domain, mailboxes) => whm.limitMailboxes(state as WhmState, domain, mailboxes),
	},
	plesk: {
		accountsIn: (state) => plesk.accountsIn(state as PleskState),
		limitMailboxes: (state, domain, mailboxes) => plesk.limitMailboxes(state as PleskState, domain, mailboxes),
	},
	directadmin: {
		accountsIn: (state) => directAdmin.accountsIn(state as DirectAdminState),
		limitMailboxes: (state, domain, mailboxes) =>
			directAdmin.limitMailboxes(state as DirectAdminState, domain, mailboxes),
	},
};

/** The demo company's servers, from outside of the process that plays them. */
export function fleetOf({ addresses, secrets }: Pick<RunningStack, 'addresses' | 'secrets'>): Fleet {
	const played = (demoServers as readonly DemoServer[]).map(({ serverCode, panel: kind, port, username, token }) => {
		const { accountsIn, limitMailboxes } = kinds[kind];
		const server = controlled(addresses[port]);
		const opened = openPanel(kind, { baseUrl: addresses[port], username, token: secrets[token] });
		return [
			serverCode,
			{
				...server,
				code: serverCode,
				kind,
				changes: changesOn(kind),
				panel: opened,
				allowDatabases: async (databases: number) => {
					const limits = { diskMegabytes: 5_000, bandwidthMegabytes: 50_000, mailboxes: 10, databases };
					await opened.savePackage({ name: 'starter', ...limits });
				},
				limitMailboxes: async (domain: string, mailboxes: number) => {
					const state = await server.state();
					limitMailboxes(state, domain, mailboxes);
					await server.setState(state);
				},
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
		setState: async (state) => {
			await control('PUT', 'state', state);
		},
	};
}
