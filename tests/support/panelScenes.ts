import type { PanelKind } from '../../core/panels';
import { openDirectAdminScene } from './directAdminScene';
import type { PanelScene } from './panelScene';
import { openPleskScene } from './pleskScene';
import { openWhmScene } from './whmScene';

/** How to play each panel of the registry. */
export const panelScenes: Readonly<Record<PanelKind, () => Promise<PanelScene>>> = {
	whm: openWhmScene,
	plesk: openPleskScene,
	directadmin: openDirectAdminScene,
};
