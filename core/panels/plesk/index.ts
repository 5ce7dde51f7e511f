import { systemClock } from '../../kernel/clock';
import type { ControlPanel, PanelAdapter, PanelLogin } from '../controlPanel';
import { methodsOn } from '../methods';
import * as accountChanges from './accountChange';
import * as accountCreation from './accountCreation';
import * as accountLooks from './accountLook';
import * as certificates from './certificate';
import * as databases from './database';
import * as dns from './dns';
import * as mailboxes from './mailbox';
import * as packages from './package';
import { generatePassword } from './passwords';
import * as rights from './rights';
import * as server from './server';
import * as signOn from './signOn';
import { siteCertificate } from './siteCertificate';
import { openPlesk, type PleskConditions } from './transport';
import * as usage from './usage';
import * as usernames from './usernames';

export type { ShownCertificate } from './siteCertificate';
export type { PleskConditions } from './transport';

/**
 * Plesk, through its REST API. It uses the XML API when the REST API lacks a call, and the utilities for certificates.
 */
export const pleskAdapter: PanelAdapter = { label: 'Plesk', open: (login, clock) => pleskPanel(login, { clock }) };

export function pleskPanel(
	login: PanelLogin,
	{
		clock = systemClock,
		waits = [1_000, 2_000, 4_000, 8_000],
		look = siteCertificate(),
	}: Partial<PleskConditions> = {},
): ControlPanel {
	const plesk = openPlesk(login, { clock, waits, look });
	return {
		kind: 'plesk',
		generatePassword,
		// The page asks for the customer's e-mail address or log-in.
		passwordPage: () => `${plesk.base}/get_password.php`,
		...methodsOn(plesk, {
			...accountChanges,
			...accountCreation,
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
}
