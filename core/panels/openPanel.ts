import type { ControlPanel, PanelLogin } from './controlPanel';
import type { PanelKind } from './types';
import { whmPanel } from './whm';

/** Every panel that the pack knows: one folder and one line each. */
const adapters: Readonly<Record<PanelKind, (login: PanelLogin) => ControlPanel>> = {
	whm: whmPanel,
};

/** Opens a panel; nothing is asked of it yet. */
export function openPanel(kind: PanelKind, login: PanelLogin): ControlPanel {
	return adapters[kind](login);
}
