import type { IWebhookFunctions } from 'n8n-workflow';
import { openTally } from '../../core/kernel/tally';

/** A flood of forged requests fills no disk: one line in ten seconds for each node and reason says how many there were. */
const tally = openTally(10_000);

/** Logs that a request is refused. Nothing of its body and no secret may be in the words. */
export function logRefusal(
	node: IWebhookFunctions,
	words: string,
	fields: Readonly<Record<string, string>> & { readonly reason: string },
): void {
	const { logger } = node;
	const key = [node.getWorkflow().id ?? '', node.getNode().id, fields.reason];
	const write = async (times: number): Promise<void> => {
		logger.warn(times === 1 ? words : `${words} (and ${times - 1} more)`, { ...fields });
		await Promise.resolve();
	};
	tally(key, write, () => undefined);
}
