import type { ControlPanel } from '../../panels';
import { undoOf, type SideEffect, type Undo } from '../../tasks';
import * as registry from './registry';

export * from './registry';
export { accountNamed } from './shared';

/** An undo reads only a recorded intent, and its own effect parses that. So all undos fit one type. */
type AnyEffect = SideEffect<unknown, Record<string, unknown>, unknown>;

/** The undo of each effect, by the effect's name; undefined when there is none. */
export function undoNamed(panel: ControlPanel): (effectName: string) => Undo | undefined {
	const effects = Object.values(registry).map((open) => open(panel) as unknown as AnyEffect);
	const undos = new Map(effects.map((effect) => [effect.name, undoOf(effect)]));
	return (effectName) => undos.get(effectName);
}
