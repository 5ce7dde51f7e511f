import type { TaskKind } from '../tasks';
import { lifecycleTaskKinds } from './lifecycle';
import { provision } from './provision';

/** The kinds of tasks on a service. */
export const provisioningKinds: readonly TaskKind[] = [provision, ...lifecycleTaskKinds];
