import type { Store } from '../db';
import { setArrived } from './entries';

/**
 * Notes that a change has arrived where it was given out to. Until then it is given out again, when its time is over: n8n
 * may die after a change is recorded and before a workflow has done anything with it.
 *
 * @returns false when it had arrived before, or was replaced by a newer change of the same object.
 */
export async function changeArrived({ store }: { readonly store: Store }, changeId: string): Promise<boolean> {
	return await store.asStaff(async (transaction) => await setArrived(transaction, changeId));
}
