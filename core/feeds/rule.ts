/** The event of what nobody announced: a reader found it by looking. */
export const caughtUp = 'caught_up';

/**
 * Signals that repeat while nothing of the content changes: a reminder, a reproach, something sent again. Invoice Ninja
 * fires them once for each invited contact, in one loop.
 */
const repeating: ReadonlySet<string> = new Set([
	'late_invoice',
	'remind_invoice',
	'remind_quote',
	'sent_credit',
	'sent_invoice',
	'sent_purchase_order',
	'sent_quote',
]);

/**
 * How long after a signal the same one is of the same occurrence: the loop over the contacts sends a mail for each before
 * it comes to the next. A reminder comes at most once a day.
 */
const occurrenceMs = 10 * 60_000;

/** What was given out last of an object. */
export interface Given {
	/** Null: it was announced, and could not be read yet. */
	readonly contentHash: string | null;
	/** The events under which this content was given out. */
	readonly events: readonly string[];
	/** When each repeating signal was heard last, as ISO text. */
	readonly heard: Readonly<Record<string, string>>;
	/** Whether it was given out, and nobody said in time that it arrived. */
	readonly overdue: boolean;
}

/** What somebody sees of an object now. */
export interface Seen {
	readonly event: string;
	readonly contentHash: string;
	readonly at: Date;
}

export interface Verdict {
	readonly give: boolean;
	/** What is to be recorded; undefined when nothing changes. */
	readonly next?: Pick<Given, 'contentHash' | 'events' | 'heard'>;
}

/**
 * Whether a reader is told of an object.
 *
 * 1. Content that differs from what was given out last is given out, whatever the event.
 * 2. So is what was given out and did not arrive in time.
 * 3. The same content is given out once under each event, for a workflow may branch by it. But what a catch-up has given
 *    out is known: the event that announces it later tells nothing new. And a catch-up never gives out what was given out
 *    under any event.
 * 4. A signal that may repeat counts once for each occurrence: all within ten minutes of the one before are one.
 */
export function judge(given: Given | undefined, { event, contentHash, at }: Seen): Verdict {
	const repeats = repeating.has(event);
	const heard = { ...given?.heard, ...(repeats && { [event]: at.toISOString() }) };
	if (given?.contentHash !== contentHash) return { give: true, next: { contentHash, events: [event], heard } };
	const events = [...new Set([...given.events, event])];
	const next = { contentHash, events, heard };
	if (given.overdue) return { give: true, next };
	if (event === caughtUp) return { give: false };
	if (!repeats)
		return given.events.some((one) => one === event || one === caughtUp) ? { give: false } : { give: true, next };
	const last = given.heard[event];
	const same = last !== undefined && at.getTime() - Date.parse(last) < occurrenceMs;
	return { give: !same, next };
}
