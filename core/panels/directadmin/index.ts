import { systemClock } from '../../kernel/clock';
import { randomPassword } from '../../kernel/ids';
import type { PanelAdapter } from '../controlPanel';
import { methodsOn } from '../methods';
import * as accountChanges from './accountChange';
import * as accountLooks from './accountLook';
import * as certificates from './certificate';
import * as databases from './database';
import * as dns from './dns';
import * as mailboxes from './mailbox';
import * as packages from './package';
import * as rights from './rights';
import * as server from './server';
import * as signOn from './signOn';
import { openDirectAdmin } from './transport';
import * as usage from './usage';
import * as usernames from './usernames';

/** DirectAdmin, through its JSON API if that has what the pack needs, else through its legacy commands. */
export const directAdminAdapter: PanelAdapter = {
	label: 'DirectAdmin',
	open(login, clock = systemClock) {
		const da = openDirectAdmin(login, clock);
		return {
			kind: 'directadmin',
			generatePassword: () => randomPassword(),
			// This page exists when directadmin.conf has `lost_password=1`.
			passwordPage: () => `${da.base}/CMD_LOST_PASSWORD`,
			...methodsOn(da, {
				...accountChanges,
				...accountLooks,
				...certificates,
				...databases,
				...dns,
				...mailboxes,
				...packages,
				...rights,
				...server,
				...signOn,
				...usage,
				...usernames,
			}),
		};
	},
};
