/**
 * What is remembered of an outage of the store, outside of the store: n8n's static data of the workflow that tells alerts.
 * Moments as ISO text.
 */
export interface OutageMemory {
	/** When it was first found down. */
	downSince?: string;
	/** In whose words, at last. */
	words?: string;
	/** When staff were told. */
	toldAt?: string;
}

/** A server that restarts is back before that. */
const patienceMs = 50_000;

/** What staff are to be told of the store. */
export interface StoreNews {
	readonly phase: 'problem' | 'done';
	readonly severity: 'error' | 'done';
	readonly title: string;
	readonly message: string;
	readonly vendorMessage: string;
	readonly remedy: string;
	/** When the outage began. */
	readonly firstSeenAt: string;
}

/** Notes that the store cannot be used; gives what is to be told: once an outage, and not before the second look. */
export function storeFailed(
	memory: OutageMemory,
	now: Date,
	{ message, remedy }: { readonly message: string; readonly remedy: string },
): StoreNews | undefined {
	memory.downSince ??= now.toISOString();
	memory.words = message;
	if (memory.toldAt !== undefined || now.getTime() - Date.parse(memory.downSince) < patienceMs) return undefined;
	return {
		phase: 'problem',
		severity: 'error',
		title: 'The back office cannot use its database',
		message:
			'No payment is booked and nothing is set up as long as this lasts. No payment is lost: the provider is told to deliver again later, and does so for up to three days. Runs that fail meanwhile are in n8n under Executions, and there is no mail about each of them.',
		vendorMessage: message,
		remedy,
		firstSeenAt: memory.downSince,
	};
}

/** Notes that the store answers; gives what is to be told when staff know of the outage. */
export function storeAnswered(memory: OutageMemory, now: Date): StoreNews | undefined {
	const { downSince, toldAt, words = '' } = memory;
	if (downSince === undefined) return undefined;
	if (toldAt === undefined) {
		forget(memory);
		return undefined;
	}
	return {
		phase: 'done',
		severity: 'done',
		title: 'The back office can use its database again',
		message: `It could not for ${durationInWords(now.getTime() - Date.parse(downSince))}. Workflow 13 takes up the work that was left, and the payment providers deliver again what they could not.`,
		vendorMessage: words,
		remedy: '',
		firstSeenAt: downSince,
	};
}

/** Notes that staff were told. An outage that is over and told is forgotten. */
export function storeNewsTold(memory: OutageMemory, now: Date, phase: StoreNews['phase']): void {
	if (phase === 'done') forget(memory);
	else memory.toldAt = now.toISOString();
}

function forget(memory: OutageMemory): void {
	delete memory.downSince;
	delete memory.words;
	delete memory.toldAt;
}

function durationInWords(ms: number): string {
	const minutes = Math.max(1, Math.round(ms / 60_000));
	if (minutes < 120) return minutes === 1 ? 'a minute' : `${minutes} minutes`;
	return `${Math.round(minutes / 60)} hours`;
}
