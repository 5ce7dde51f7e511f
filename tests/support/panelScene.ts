import type { ControlPanel, PanelKind, PanelLogin } from '../../core/panels';
import type { HeldAccount, Standin } from '../../stack/standins/shared';
import { openDirectAdminPanelScene } from './directAdminScene';
import { openPleskPanelScene } from './pleskScene';
import { openWhmPanelScene } from './whmScene';

/** The changes that a test makes go wrong, by the method of the panel that asks for them. */
export type ChangingMethod =
	| 'createAccount'
	| 'suspendAccount'
	| 'unsuspendAccount'
	| 'terminateAccount'
	| 'changePackage'
	| 'changePassword'
	| 'editZone'
	| 'requestCertificate'
	| 'createMailbox'
	| 'changeMailboxPassword'
	| 'deleteMailbox'
	| 'createDatabase'
	| 'deleteDatabase'
	| 'savePackage';

/** A played server of one kind, the panel on it, and what a test may know and do behind the panel's back. */
export interface PanelScene {
	readonly kind: PanelKind;
	readonly panel: ControlPanel;
	readonly standin: Standin;
	readonly login: PanelLogin;
	/**
	 * For each change the request that makes it, as faults name it: a regular expression. Where one method sends several,
	 * that of the last one that matters.
	 */
	readonly changes: Readonly<Record<ChangingMethod, string>>;
	/** What the server really holds. */
	accounts(): HeldAccount[];
	/** An account of another owner, on the package `business`. */
	addForeignAccount(username: string, domain: string): void;
	/** Somebody sets by hand how many mailboxes an account may have, apart from its package. */
	limitMailboxes(domain: string, mailboxes: number): void;
	close(): Promise<void>;
}

export interface PanelSceneOptions {
	/** Instead of `starter`, `business` and `unlimited`. */
	readonly packageNames?: readonly string[];
}

/** How to play each panel of the registry. */
export const panelScenes: Readonly<Record<PanelKind, (options?: PanelSceneOptions) => Promise<PanelScene>>> = {
	whm: openWhmPanelScene,
	plesk: openPleskPanelScene,
	directadmin: openDirectAdminPanelScene,
};
