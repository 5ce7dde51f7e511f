import type { PlainLogIn } from '../../../core/servers';
import type { BackOffice } from '../../../core/db';

/** The context of an operation, for one item. */
export interface CustomersContext extends BackOffice {
	/** Reads the log-in from the credential of the item's panel. It stays in memory until it is sealed. */
	logIn(): Promise<PlainLogIn>;
}
