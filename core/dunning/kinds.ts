import type { TaskKind } from '../tasks';
import { noticeKind } from './noticeTask';

/** The kinds of tasks of dunning. */
export const dunningKinds: readonly TaskKind[] = [noticeKind];
