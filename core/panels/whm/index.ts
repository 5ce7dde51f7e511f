import { systemClock } from '../../kernel/clock';
import { randomPassword } from '../../kernel/ids';
import type { PanelAdapter } from '../controlPanel';
import { methodsOn } from '../methods';
import * as accounts from './account';
import * as certificates from './certificate';
import * as databases from './database';
import * as dns from './dns';
import * as mailboxes from './mailbox';
import * as packages from './package';
import * as server from './server';
import { openWhm } from './transport';
import * as usage from './usage';
import * as usernames from './usernames';

/** cPanel & WHM, version 96 or later, through WHM API 1 and UAPI. */
export const whmAdapter: PanelAdapter = {
	label: 'cPanel & WHM',
	open(login, clock = systemClock) {
		const whm = openWhm(login, clock);
		return {
			kind: 'whm',
			generatePassword: () => randomPassword(),
			// cPanel listens on the same host, on a port of its own.
			passwordPage: ({ username }) =>
				`https://${new URL(login.baseUrl).hostname}:2083/resetpass/?user=${encodeURIComponent(username)}`,
			...methodsOn(whm, {
				...accounts,
				...certificates,
				...databases,
				...dns,
				...mailboxes,
				...packages,
				...server,
				...usage,
				...usernames,
			}),
		};
	},
};
