import { adapters, type PanelKind } from '../../core/panels';
import type { PortName } from './ports';
import type { Secrets } from './settings';

/** One server of the demo company: what is played, and how the pack logs in to it. */
export interface DemoServer {
	readonly serverCode: string;
	readonly panel: PanelKind;
	readonly hostname: string;
	readonly ipAddress: string;
	readonly port: Extract<PortName, 'whm1' | 'whm2' | 'plesk1' | 'da1'>;
	/** Empty where the token alone says who it is. */
	readonly username: string;
	readonly token: keyof Secrets;
}

/** A mixed fleet: one plan is sold on all of them. */
export const demoServers = [
	{
		serverCode: 'web1',
		panel: 'whm',
		hostname: 'web1.hosting.example',
		ipAddress: '192.0.2.10',
		port: 'whm1',
		username: 'root',
		token: 'whmToken1',
	},
	{
		serverCode: 'web2',
		panel: 'whm',
		hostname: 'web2.hosting.example',
		ipAddress: '192.0.2.20',
		port: 'whm2',
		username: 'root',
		token: 'whmToken2',
	},
	{
		serverCode: 'plesk1',
		panel: 'plesk',
		hostname: 'plesk1.hosting.example',
		ipAddress: '192.0.2.30',
		port: 'plesk1',
		username: '',
		token: 'pleskKey1',
	},
	{
		serverCode: 'da1',
		panel: 'directadmin',
		hostname: 'da1.hosting.example',
		ipAddress: '192.0.2.40',
		port: 'da1',
		username: 'admin',
		token: 'directAdminKey1',
	},
] as const satisfies readonly DemoServer[];
export type DemoServerCode = (typeof demoServers)[number]['serverCode'];

/** As people call a panel, such as `Plesk`. */
export const labelOf = (panel: PanelKind) => adapters[panel].label;
