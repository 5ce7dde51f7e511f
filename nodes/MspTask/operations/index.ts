import type { TaskOffice } from '../../../core/tasks';
import type { Resource } from '../../shared/operation';
import { listSteps } from './step/list';
import { markStepDone } from './step/markDone';
import { runStepOnce } from './step/runOnce';
import { listUndo } from './step/undoList';
import { cancel } from './task/cancel';
import { claim } from './task/claim';
import { claimDue } from './task/claimDue';
import { clearFailed } from './task/clearFailed';
import { complete } from './task/complete';
import { fail } from './task/fail';
import { finishTaskRollback } from './task/finishRollback';
import { get } from './task/get';
import { list } from './task/list';
import { listFailed } from './task/listFailed';
import { retry } from './task/retry';
import { statistics } from './task/statistics';

export const resources: ReadonlyArray<Resource<TaskOffice>> = [
	{
		name: 'task',
		label: 'Task',
		operations: [
			claim,
			claimDue,
			complete,
			fail,
			finishTaskRollback,
			get,
			list,
			listFailed,
			clearFailed,
			retry,
			cancel,
			statistics,
		],
	},
	{ name: 'step', label: 'Step', operations: [runStepOnce, markStepDone, listSteps, listUndo] },
];
