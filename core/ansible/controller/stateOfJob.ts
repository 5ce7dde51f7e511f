import type { JobLook } from '../../jobs';
import type { RunState } from '../runner';

/** What the state of its job says of a run. */
export const stateOfJob: Readonly<Record<JobLook['state'], RunState>> = {
	unknown: 'unknown',
	starting: 'queued',
	queued: 'queued',
	running: 'running',
	done: 'done',
	lost: 'lost',
};
