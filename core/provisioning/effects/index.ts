import type { ControlPanel } from '../../panels';
import { undoOf, type SideEffect, type Undo } from '../../tasks';
import * as registry from './registry';

export * from './registry';
export { accountNamed } from './shared';

/** An undo reads nothing but a recorded intent, which its own effect parses: so all of them fit one type. */
type AnyEffect = SideEffect<unknown, Record<string, unknown>, unknown>;

/** How each effect is taken back, by the effect's name; undefined when it cannot be. */
export function undoNamed(panel: ControlPanel): (effectName: string) => Undo | undefined {
	const effects = Object.values(registry).map((open) => open(panel) as unknown as AnyEffect);
	const undos = new Map(effects.map((effect) => [effect.name, undoOf(effect)]));
	return (effectName) => undos.get(effectName);
}
