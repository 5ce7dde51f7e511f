import type { IWebhookFunctions } from 'n8n-workflow';
import { openPace } from '../../core/kernel/pace';

/**
 * One for the whole process: it is its one thread that a flood takes away from the editor. A sender who waits longer than
 * two seconds for a refusal may give up, and must: no provider's patience is shorter than ten.
 */
const pace = openPace({ free: 20, withinMs: 10_000, delayMs: 2_000, mostHeld: 500 });

/** What n8n adds to Express's request: it can be large, and nobody needs it for a refusal. */
interface KeptBody {
	rawBody?: unknown;
	body?: unknown;
}

/**
 * Answers a request that is refused because nobody knows who sent it; late, when there are many such. n8n lets go of the
 * request at once, and so what waits is the connection alone.
 */
export function answerRefused(node: IWebhookFunctions, send: () => void): void {
	const request: KeptBody = node.getRequestObject();
	delete request.rawBody;
	delete request.body;
	pace.send(send);
}

/** For tests, which refuse more in a second than anybody is patient with. */
export const calmDown = pace.calmDown;
