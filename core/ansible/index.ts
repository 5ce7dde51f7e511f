export { openController } from './controller/controller';
export { listPlaybooks } from './controller/listPlaybooks';
export { defaultJobsDirectory, type ControllerSettings } from './controller/settings';
export {
	hostResult,
	hostStatuses,
	runOutcome,
	runVerdicts,
	type HostResult,
	type HostStatus,
	type RunOutcome,
	type RunVerdict,
} from './outcome';
export type { Inventory, InventorySource, Json, RunLimit, RunOrigin, RunRequest, RunWork, Variables } from './request';
export {
	runnerKinds,
	type ListedPlaybook,
	type ProjectHost,
	type RunLook,
	type RunName,
	type Runner,
	type RunnerKind,
	type RunState,
	type Script,
	type ScriptHost,
	type StartedRun,
	type SyncedProject,
} from './runner';
export { OtherRunStarted } from './otherRun';
export { outcomeWithoutSecrets, secretsOf } from './secretsOfRun';
export { openAwx, type AwxConditions, type AwxLogin, type AwxPauses } from './awx';
export { openSemaphore, type SemaphoreConditions, type SemaphoreLogin, type SemaphorePauses } from './semaphore';
export { openScripts } from './scripts/openScripts';
export { scriptOutput } from './scripts/scriptOutcome';
export { projectHost } from './controller/projects';
export { mustBeVariables } from './variables';
export { sentences } from './sentences';
