import type { Vault } from '../kernel/encryption';
import type { Store } from './store';

/** What work on the back office's own state needs: where it is kept, what seals its secrets, and who asks. */
export interface BackOffice {
	readonly store: Store;
	readonly vault: Vault;
	/** For the audit log, such as `n8n workflow 'Payment received' execution 12`. */
	readonly actor: string;
}
