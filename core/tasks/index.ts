/*
 * Durable work. Whatever dies, and whenever, each change of the outside world happens once.
 *
 * task        durable work of one kind on one subject; a row of msp.task. With or without a customer.
 * kind        what a domain registers: its input, what may start, what follows from completed, failed, cancelled.
 * subject     what the work is on: its type (`service`) and its ID.
 * input       what was asked for, in the form of the kind's schema.
 * step        one change by one task; a row of msp.task_step, with a name of its own within the task.
 * side effect how to make a change, how to look whether it is there, and how to take it back.
 * intent      what was decided on and recorded before the change; result: what the outside confirmed.
 * target      what a step works on, such as a server.
 * claim       to take a task for one run; lease: how long nobody else may take it.
 * attempt     a try that failed; retry: a task runs again from its first unfinished step.
 * persist     to write the domain rows that follow from a result; revert: to put back what they replaced.
 * roll back   to take back the steps of a task that failed for good, last made first; undo: to take back one.
 * external    a step that runs a node from elsewhere, which the pack can neither look at nor undo.
 *
 * Tasks and steps are locked before anything else: core/db/lockOrder.ts.
 */
export { cancelTask, stopTask, withdrawStop } from './cancelTask';
export { claimTask, type ClaimedTask } from './claimTask';
export { clearFailed } from './clearFailed';
export { describeTasks, type DescribedTask } from './describeTasks';
export { completeTask, failTask, finishRollback, type NextAfterFailure } from './endTask';
export { getTask, lockExistingTask } from './existingTask';
export { markDone, runOnce } from './externalStep';
export { taskKindsOf, type MayBegin, type TaskKind, type TaskKinds, type TaskOffice } from './kind';
export { hastenTask, postponeTask, retryTask, type RetriedTask } from './retryTask';
export { runStep, runUnrecorded, type BegunStep, type StepRecord } from './runStep';
export { showTask, type ShownStep, type ShownTask } from './showTask';
export type { Planned, ReadBack, Secrets, SideEffect, StepIdentity } from './sideEffect';
export { reopenTask, startTask, startTasks, type StartedTask, type TaskRequest } from './startTask';
export { taskStatistics, type TaskStatistics } from './statistics';
export { openStep, secretsOfStep, type StepPlace, type Target } from './stepRecord';
export { listDoneSteps, listSteps, type Step } from './steps';
export {
	findTask,
	hastenTasks,
	listTasks,
	listTasksOfSubject,
	lockTaskByKey,
	takeDueTasks,
	taskStatuses,
	type Task,
	type TaskFilter,
	type TaskStatus,
} from './tasks';
export { undoList, undoOf, undoStep, type Undo, type UndoResult } from './undoStep';
export { moveTasks } from './moveToCustomer';
