import type { PlainLogIn } from '../../../core/servers';
import type { BackOffice } from '../../../core/db';

/** What an operation works with, for one item. */
export interface CustomersContext extends BackOffice {
	/** The log-in that the item's credential of its panel holds. It stays in memory until it is sealed. */
	logIn(): Promise<PlainLogIn>;
}
