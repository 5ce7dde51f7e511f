import type { ControlPanel, PanelLogin } from './controlPanel';
import { adapters, type PanelKind } from './registry';

/** Opens a panel; nothing is asked of it yet. */
export function openPanel(kind: PanelKind, login: PanelLogin): ControlPanel {
	return adapters[kind].open(login);
}
