import type { ControlPanel } from '../../panels';
import { undoOf, type Undo } from '../../tasks';
import * as registry from './registry';

export * from './registry';
export { accountNamed } from './shared';

/** How each effect is taken back, by the effect's name; undefined when it cannot be. */
export function undoNamed(panel: ControlPanel): (effectName: string) => Undo | undefined {
	const undos = new Map(Object.values(registry).map((open) => undoEntry(open(panel))));
	return (effectName) => undos.get(effectName);
}

const undoEntry = (effect: Parameters<typeof undoOf>[0]) => [effect.name, undoOf(effect)] as const;
