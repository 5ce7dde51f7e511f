/**
 * The order in which a transaction locks what it changes. Two transactions that both keep it cannot wait for each other in
 * a circle. Several of one kind are locked in the order of their IDs.
 *
 * Rows that others refer to are locked FOR NO KEY UPDATE: writing a reference to a row takes a lock of its key, at any time
 * and unseen here, and would wait for FOR UPDATE.
 */
const lockOrder = [
	/** The imports of a company, one after the other. */
	'import',
	/** What a plan or a customer says of billing. */
	'policy',
	/** The nightly decisions on unpaid invoices, one page of customers after the other. */
	'dunning',
	/** All that was heard of one payment; there may be no row of it yet. */
	'payment_events',
	/** A stay at a rental unit, or what makes two requests the same one. */
	'rental_booking',
	/** A task by its key; there may be no row of it yet. */
	'task_key',
	'task',
	'step',
	'service',
	'server',
	/** When a service is renewed, and for what. */
	'terms',
	'invoice',
	'finding',
	/** A domain that no two services may serve. */
	'domain',
	/** What a customer is asked to pay in a currency by one payment. */
	'payment_request',
	/** The numbers of the invoices that the pack itself issues for a company. */
	'invoice_counter',
	/** What a customer has to its credit in a currency. */
	'credit',
	/** A customer who is merged into another one: nobody writes a row for either meanwhile. */
	'customer',
] as const;
export type LockKind = (typeof lockOrder)[number];

/** The locks that one transaction has taken. */
export interface LocksHeld {
	/**
	 * Notes that a lock is taken now. One that is held already may be taken again.
	 *
	 * @throws RangeError when the lock comes before one that is held.
	 */
	take(kind: LockKind, id: string): void;
}

export function noLocksHeld(): LocksHeld {
	const held = new Set<string>();
	let last: { readonly rank: number; readonly id: string } | undefined;
	return {
		take(kind, id) {
			const name = `${kind} ${id}`;
			if (held.has(name)) return;
			const rank = lockOrder.indexOf(kind);
			if (last && (rank < last.rank || (rank === last.rank && id < last.id))) {
				throw new RangeError(`a transaction locks ${name} after ${[...held].join(', ')}: see core/db/lockOrder.ts`);
			}
			held.add(name);
			last = { rank, id };
		},
	};
}
