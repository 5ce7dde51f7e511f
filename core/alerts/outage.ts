/** What is remembered of one trouble. Moments as ISO text. */
export interface TroubleMemory {
	/** When it was first found down. */
	downSince?: string;
	/** In whose words, at last. */
	words?: string;
	/** When staff were told. */
	toldAt?: string;
}

/**
 * What is remembered of troubles with the store, outside of the store: n8n's static data of the workflow that tells alerts.
 * The store may be down, or its tables may be of another version than the pack.
 */
export interface OutageMemory extends TroubleMemory {
	/** Of the other version. */
	version?: TroubleMemory;
	/** Which of the two the mail is about that was given out last. */
	telling?: 'outage' | 'version';
}

/** A server that restarts is back before that. */
const patienceMs = 50_000;

/** What staff are to be told of the store. */
export interface StoreNews {
	readonly phase: 'problem' | 'done';
	readonly severity: 'error' | 'warning' | 'done';
	readonly title: string;
	readonly message: string;
	readonly vendorMessage: string;
	readonly remedy: string;
	/** When the outage began. */
	readonly firstSeenAt: string;
}

/** What the store or the pack say of a trouble. */
interface Words {
	readonly message: string;
	readonly remedy: string;
}

/** Notes that the store cannot be used; gives what is to be told: once an outage, and not before the second look. */
export function storeFailed(memory: OutageMemory, now: Date, { message, remedy }: Words): StoreNews | undefined {
	const firstSeenAt = noticed(memory, now, message, patienceMs);
	if (firstSeenAt === undefined) return undefined;
	memory.telling = 'outage';
	return {
		phase: 'problem',
		severity: 'error',
		title: 'The back office cannot use its database',
		message:
			'No payment is booked and nothing is set up as long as this lasts. No payment is lost: the provider is told to deliver again later, and does so for up to three days. Runs that fail meanwhile are in n8n under Executions, and there is no mail about each of them.',
		vendorMessage: message,
		remedy,
		firstSeenAt,
	};
}

/** Notes a trouble; gives since when it is, if it is to be told now. */
function noticed(memory: TroubleMemory, now: Date, words: string, patience: number): string | undefined {
	memory.downSince ??= now.toISOString();
	memory.words = words;
	const isTooEarly = now.getTime() - Date.parse(memory.downSince) < patience;
	return memory.toldAt !== undefined || isTooEarly ? undefined : memory.downSince;
}

/** Notes that the store answers; gives what is to be told when staff know of the outage. */
export function storeAnswered(memory: OutageMemory, now: Date): StoreNews | undefined {
	const { words = '' } = memory;
	const downSince = overSince(memory);
	if (downSince === undefined) return undefined;
	memory.telling = 'outage';
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

/** Since when a trouble was that is over, if staff know of it. One that nobody was told of is forgotten. */
function overSince(memory: TroubleMemory): string | undefined {
	if (memory.toldAt === undefined) forget(memory);
	return memory.downSince;
}

/** An update of a pack is done in less: first the database is newer than n8n, and then they fit. */
const patienceWithUpdateMs = 30 * 60_000;

/**
 * Notes whether the tables are of another version than the pack; gives what is to be told: that it is so, once, and once
 * more when it is over. A database that lacks something breaks runs, and is told at the second look.
 *
 * @param fault undefined when they fit.
 */
export function versionLooked(
	memory: OutageMemory,
	now: Date,
	fault: (Words & { readonly state: { readonly missing: readonly string[] } }) | undefined,
): StoreNews | undefined {
	const version = { ...memory.version };
	const news = fault ? versionDiffers(version, now, fault) : versionFits(version, now);
	// n8n keeps what is assigned to its static data.
	if (version.downSince === undefined) delete memory.version;
	else memory.version = version;
	if (news) memory.telling = 'version';
	return news;
}

function versionDiffers(
	version: TroubleMemory,
	now: Date,
	{ message, remedy, state }: Words & { readonly state: { readonly missing: readonly string[] } },
): StoreNews | undefined {
	const isBehind = state.missing.length > 0;
	const firstSeenAt = noticed(version, now, message, isBehind ? patienceMs : patienceWithUpdateMs);
	if (firstSeenAt === undefined) return undefined;
	return {
		phase: 'problem',
		severity: isBehind ? 'error' : 'warning',
		title: isBehind
			? 'The database of the back office is older than n8n-nodes-msp'
			: 'The database of the back office is newer than n8n-nodes-msp',
		message: isBehind
			? 'The pack was updated, and its tables were not. Whatever needs the missing part stops with this sentence until they are. No payment is lost: the provider is told to deliver again later, and does so for up to three days.'
			: 'Its tables were updated, and the pack was not, or an older one was installed again. What the older pack does not know of may stop.',
		vendorMessage: message,
		remedy,
		firstSeenAt,
	};
}

function versionFits(version: TroubleMemory, now: Date): StoreNews | undefined {
	const { words = '' } = version;
	const firstSeenAt = overSince(version);
	if (firstSeenAt === undefined) return undefined;
	const lasted = durationInWords(now.getTime() - Date.parse(firstSeenAt));
	return {
		phase: 'done',
		severity: 'done',
		title: 'The database of the back office fits n8n-nodes-msp again',
		message: `It did not for ${lasted}. Workflow 13 takes up the work that was left, and the payment providers deliver again what they could not.`,
		vendorMessage: words,
		remedy: '',
		firstSeenAt,
	};
}

/** Notes that staff were told of what was given out last. A trouble that is over and told is forgotten. */
export function storeNewsTold(memory: OutageMemory, now: Date, phase: StoreNews['phase']): void {
	const isOfVersion = memory.telling === 'version';
	delete memory.telling;
	if (!isOfVersion) mark(memory, now, phase);
	else if (phase === 'done') delete memory.version;
	else memory.version = { ...memory.version, toldAt: now.toISOString() };
}

function mark(memory: TroubleMemory, now: Date, phase: StoreNews['phase']): void {
	if (phase === 'done') forget(memory);
	else memory.toldAt = now.toISOString();
}

function forget(memory: TroubleMemory): void {
	delete memory.downSince;
	delete memory.words;
	delete memory.toldAt;
}

function durationInWords(ms: number): string {
	const minutes = Math.max(1, Math.round(ms / 60_000));
	if (minutes < 120) return minutes === 1 ? 'a minute' : `${minutes} minutes`;
	return `${Math.round(minutes / 60)} hours`;
}
