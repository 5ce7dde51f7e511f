import type { ErrorClass } from '../../../core/kernel/errors';
import type { ControlPanel, PanelLogin } from '../../../core/panels';
import type { Fault } from '../../../stack/standins/shared';
import { acme } from '../../support/panelScene';

/** What a played server answers instead of its own answer. */
export type Answer = Pick<Fault, 'status' | 'headers' | 'body'>;

/** The changes that carry a password; the account `acme` has the mailbox `b@acme.example`. */
export const passwordChanges = {
	createAccount: (panel, password) =>
		panel.createAccount({ ...acme, username: 'b1234567', domain: 'b.example', password }),
	changePassword: (panel, password) => panel.changePassword(acme, password),
	createMailbox: (panel, password) =>
		panel.createMailbox(acme, { address: 'a@acme.example', password, quotaMegabytes: null }),
	changeMailboxPassword: (panel, password) => panel.changeMailboxPassword(acme, 'b@acme.example', password),
	createDatabase: (panel, password) =>
		panel.createDatabase(acme, { name: 'acme1234_shop', user: 'acme1234_shop', password }),
} satisfies Readonly<Record<string, (panel: ControlPanel, password: string) => Promise<unknown>>>;

/** What the fault suite has to know of one panel. */
export interface PanelFaults {
	/** The requests by which `createAccount` makes its changes, as faults name them, and what may go wrong with each. */
	readonly changes: ReadonlyArray<{
		readonly request: string;
		readonly answers: ReadonlyArray<readonly [name: string, answer: Answer, errorClass: ErrorClass, remedy?: RegExp]>;
	}>;
	/** The request that asks for the load of the server. */
	readonly load: string;
	/** The log-ins that the server refuses, and in which words. */
	readonly wrongLogIns: ReadonlyArray<{ readonly logIn: Omit<PanelLogin, 'baseUrl'>; readonly said: RegExp }>;
	/** From now on the server answers a wrong log-in with its log-in page; left out when the panel never does. */
	showLogInPage?(state: unknown): void;
	/** The requests that carry a password, by the change that sends them, each with the refusal that repeats some words. */
	readonly passwords: ReadonlyArray<
		readonly [change: keyof typeof passwordChanges, request: string, refusal: (said: string) => Answer]
	>;
	/** The requests that write to a zone, and the names of those that add one record and remove another. */
	readonly zoneWrites: { readonly request: RegExp; readonly edit: readonly RegExp[] };
	/** Whether an edit may insist on a serial. */
	readonly knowsSerial: boolean;
	/** Whether NS records have a time of their own. */
	readonly timesNameServers: boolean;
}
