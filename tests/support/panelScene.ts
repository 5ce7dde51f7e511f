import type { ControlPanel, PanelKind, PanelLogin } from '../../core/panels';
import type { HeldAccount, Standin } from '../../stack/standins/shared';
import { changesOn, type Changes } from './changeRequests';

/** A played server of one kind, the panel on it, and what a test may know and do behind the panel's back. */
export interface PanelScene<State = unknown> {
	readonly kind: PanelKind;
	readonly panel: ControlPanel;
	readonly server: Standin<State>;
	readonly login: PanelLogin;
	/** The request that makes each change, as faults name it. */
	readonly changes: Changes;
	/** The names of the requests, in their order. */
	calls(): string[];
	/** What the server really holds. */
	accounts(): HeldAccount[];
	/** An account of another owner, on the package `business`. */
	addForeignAccount(username: string, domain: string): void;
	/** Somebody sets by hand how many mailboxes an account may have, apart from its package. */
	limitMailboxes(domain: string, mailboxes: number): void;
	close(): Promise<void>;
}

/** How a test looks into the state of a played server, and changes it by hand. */
interface Insight<State> {
	accountsIn(state: State): HeldAccount[];
	limitMailboxes(state: State, domain: string, mailboxes: number): void;
	addForeignAccount(server: Standin<State>, username: string, domain: string): void;
}

export function sceneOn<State>(
	{ kind, panel, server, login }: Pick<PanelScene<State>, 'kind' | 'panel' | 'server' | 'login'>,
	{ accountsIn, limitMailboxes, addForeignAccount }: Insight<State>,
): PanelScene<State> {
	return {
		kind,
		panel,
		server,
		login,
		changes: changesOn(kind),
		calls: () => server.requests().map(({ name }) => name),
		accounts: () => accountsIn(server.state()),
		addForeignAccount: (username, domain) => addForeignAccount(server, username, domain),
		limitMailboxes: (domain, mailboxes) => limitMailboxes(server.state(), domain, mailboxes),
		close: async () => await server.close(),
	};
}

/** The account that most tests make first. */
export const acme = {
	username: 'acme1234',
	domain: 'acme.example',
	packageName: 'starter',
	contactEmail: 'owner@acme.example',
	password: 'CANARY-Password-51b2',
} as const;
