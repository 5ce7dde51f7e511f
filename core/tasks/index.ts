export { listSteps, type Step } from './steps';
export {
	changeTask,
	findTaskByKey,
	insertTask,
	listTasks,
	listTasksOfService,
	lockTask,
	lockTaskByKey,
	takeDueTasks,
	type Task,
	type TaskKind,
	taskKinds,
	taskStatistics,
	type TaskStatus,
	taskStatuses,
} from './tasks';
export { stopTask, cancelTask, completeTask, failTask, type AfterFailure, finishRollback } from './endTask';
export { type ReadBack, type Secrets, type SideEffect, type StepIdentity } from './sideEffect';
export { undoOf, type Undo, undoStep, undoList } from './undoStep';
export { openStep, type StepPlace, secretsOfStep } from './stepRecord';
export { runOnceUnrecorded, runStep, type StepRecord } from './runStep';
export { showTask, type ShownTask } from './showTask';
export { markDone, runOnce } from './externalStep';
export { claimTask, type ClaimedTask } from './claimTask';
export { clearFailed } from './clearFailed';
