import type { Store } from '../db';
import { errorClasses } from '../kernel/errors';
import type { SavedAlert } from './alerts';
import { raiseAlert, type Report } from './raiseAlert';

/** Why a node let an item leave by its error output. */
export interface ItemFailure {
	/** The fault of an input, or the class of a failure outside; `unknown` when the node does not say. */
	readonly code: string;
	/** Null when no input was at fault. */
	readonly field: string | null;
	readonly words: string;
	readonly remedy: string;
	readonly node: string;
	readonly nodeType: string;
}

/** What a workflow says of it. */
export interface LeftItemWords extends Pick<Report, 'cause' | 'title'> {
	readonly message: string;
	/** Fields, and codes of failures, that are the fault of whoever sent the item. */
	readonly senderFaults: readonly string[];
}

/**
 * Records that an item failed for a reason that staff can mend. Items that fail at one kind of node for one reason are one
 * alert, however many senders they come from. It is over when no item has failed so for a day.
 *
 * @returns undefined when it is the fault of whoever sent the item.
 */
export async function raiseForLeftItem(
	open: () => Promise<{ readonly store: Store }>,
	failure: ItemFailure,
	{ cause, title, message, senderFaults }: LeftItemWords,
): Promise<SavedAlert | undefined> {
	const { code, field, words, remedy, node, nodeType } = failure;
	if (senderFaults.includes(field ?? code)) return undefined;
	// The words of a vendor may differ from item to item; those about a field are the pack's own.
	const of = field === null ? [nodeType, code] : [nodeType, code, field, words];
	return await raiseAlert(await open(), {
		cause: [cause, ...of].join(':'),
		kind: 'item_failed',
		severity: 'error',
		title,
		message: [message, `It stopped at the node ${node}.`].filter(Boolean).join('\n'),
		remedy,
		facts: { errorClass: errorClasses.find((one) => one === code), vendorMessage: words },
		settles: 'quiet',
	});
}
