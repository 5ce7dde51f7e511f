import { openPanel, type ControlPanel, type PanelKind } from '../../core/panels';
import { demoServers, type DemoServer, type DemoServerCode } from '../../stack/parts/demoServers';
import type { RunningStack } from '../../stack/parts/stack';
import type { Fault, HeldAccount, LoggedRequest } from '../../stack/standins/shared';
import { accountsIn as directAdminAccountsIn } from '../../stack/standins/directadmin/held';
import type { DirectAdminState } from '../../stack/standins/directadmin/state';
import { accountsIn as pleskAccountsIn } from '../../stack/standins/plesk/held';
import type { PleskState } from '../../stack/standins/plesk/state';
import { accountsIn as whmAccountsIn } from '../../stack/standins/whm/held';
import type { WhmState } from '../../stack/standins/whm/state';
import { directAdminChanges } from './directAdminScene';
import type { PanelScene } from './panelScene';
import { pleskChanges } from './pleskScene';
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
	/** How many databases an account with the package `starter` may have from now on; 2 at first. */
	allowDatabases(databases: number): Promise<void>;
	/** What it really holds. */
	accounts(): Promise<HeldAccount[]>;
	/** Whether anything of the domain is there: an account, a zone, a customer. */
	knows(domain: string): Promise<boolean>;
}
export type Fleet = Readonly<Record<DemoServerCode, PlayedServer>>;

/** How each kind of panel is looked into. */
const kinds: Readonly<
	Record<PanelKind, { readonly changes: PanelScene['changes']; readonly accountsIn: (state: unknown) => HeldAccount[] }>
> = {
	whm: { changes: whmChanges, accountsIn: (state) => whmAccountsIn(state as WhmState) },
	plesk: { changes: pleskChanges, accountsIn: (state) => pleskAccountsIn(state as PleskState) },
	directadmin: {
		changes: directAdminChanges,
		accountsIn: (state) => directAdminAccountsIn(state as DirectAdminState),
	},
};

/** The demo company's servers, from outside of the process that plays them. */
export function fleetOf({ addresses, secrets }: Pick<RunningStack, 'addresses' | 'secrets'>): Fleet {
	const played = (demoServers as readonly DemoServer[]).map(({ serverCode, panel: kind, port, username, token }) => {
		const { changes, accountsIn } = kinds[kind];
		const server = controlled(addresses[port]);
		const opened = openPanel(kind, { baseUrl: addresses[port], username, token: secrets[token] });
		return [
			serverCode,
			{
				...server,
				code: serverCode,
				kind,
				changes,
				panel: opened,
				allowDatabases: async (databases: number) => {
					const limits = { diskMegabytes: 5_000, bandwidthMegabytes: 50_000, mailboxes: 10, databases };
					await opened.savePackage({ name: 'starter', ...limits });
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
	};
}
