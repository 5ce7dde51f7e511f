import type { NinjaEntity } from '../invoiceNinja';
import { ExternalError } from '../kernel/errors';
import { catchUp, type CatchUpOptions } from './catchUp';
import type { Change, Feed } from './change';
import { tellOfUnseen } from './notices';

const remedy = "Give the user of the token the right to view all of them, or use an administrator's token.";

/**
 * Gives out what changed of several kinds and was not given out under any event. A kind that fails stops no other: staff
 * are told of it.
 *
 * @throws ExternalError in Invoice Ninja's words when a kind fails and there is nothing to give out.
 */
export async function catchUpAll(
	feed: Feed,
	entities: readonly NinjaEntity[],
	options: CatchUpOptions,
): Promise<Change[]> {
	const changes: Change[] = [];
	let failed: ExternalError | undefined;
	for (const entity of entities) {
		try {
			const run = await catchUp(feed, entity, options);
			changes.push(...run.changes);
			const [message] = run.notices;
			if (message !== undefined) await tellOfUnseen(feed, feed.companyCode, entity, { message, remedy });
		} catch (error) {
			if (!(error instanceof ExternalError)) throw error;
			failed ??= error;
			const told = { message: error.vendorMessage, remedy: error.remedy };
			if (!error.transient) await tellOfUnseen(feed, feed.companyCode, entity, told);
			// Who is away for one kind is away for the others.
			if (error.transient || error.errorClass === 'auth') break;
		}
	}
	if (failed && changes.length === 0) throw failed;
	return changes;
}
