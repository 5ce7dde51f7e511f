export {
	jobBeginning,
	type CancelledJob,
	type JobCursor,
	type JobEnding,
	type JobFile,
	type JobHost,
	type JobLook,
	type JobPath,
	type JobSpec,
	type JobState,
	type StartedJob,
} from './job';
export { openJobs, type JobSettings } from './openJobs';
export { probeJobs, type JobProbe } from './probe';
