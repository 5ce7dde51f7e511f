import { InputError } from '../kernel/errors';
import type { PanelAdapter } from './controlPanel';
import { directAdminAdapter } from './directadmin';
import { pleskAdapter } from './plesk';
import { whmAdapter } from './whm';

/** Every panel that the pack knows. */
export const adapters = {
	whm: whmAdapter,
	plesk: pleskAdapter,
	directadmin: directAdminAdapter,
} as const satisfies Readonly<Record<string, PanelAdapter>>;

export type PanelKind = keyof typeof adapters;
export const panelKinds = Object.keys(adapters) as PanelKind[];

/** @throws InputError when the pack knows no such panel. */
export function panelKind(name: string): PanelKind {
	const known = panelKinds.find((kind) => kind === name);
	if (known) return known;
	throw new InputError(
		'panel',
		`is not a panel that the pack knows: ${name}`,
		`Choose one of ${panelKinds.join(', ')}.`,
	);
}
