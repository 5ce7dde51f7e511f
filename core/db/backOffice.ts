import type { Vault } from '../kernel/encryption';
import type { Store } from './store';

/** What work on the back office's own state needs: where it is kept, and what seals its secrets. */
export interface BackOffice {
	readonly store: Store;
	readonly vault: Vault;
}
