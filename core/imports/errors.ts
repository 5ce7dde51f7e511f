import { InputError } from '../kernel/errors';

/** Why a run cannot have a batch: another run works on it, or it is over. */
export type Taken = 'at_work' | 'over';

/** A run cannot have a batch, or has lost it. Whoever only wants the file imported has nothing to do. */
export class BatchTaken extends InputError {
	constructor(
		readonly taken: Taken,
		complaint: string,
		remedy: string,
	) {
		super('batchId', complaint, remedy, 'conflict');
		this.name = 'BatchTaken';
	}
}

export const isWorkedOn = () =>
	new BatchTaken('at_work', 'is worked on by another run', 'Wait for it: a run that died lets go after a minute.');

/** Why an import ends that is stopped before its end. */
export class ImportStopped extends InputError {
	constructor() {
		super('file', 'was not imported to its end: the run was stopped', 'Give the file again.', 'conflict');
		this.name = 'ImportStopped';
	}
}
