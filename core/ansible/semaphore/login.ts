import type { ApiTrust } from '../api/login';

/** Where Semaphore is, and who asks. */
export interface SemaphoreLogin extends ApiTrust {
	readonly token: string;
	/** The project that is used when a run names none: its ID or its name. */
	readonly project: string;
}
