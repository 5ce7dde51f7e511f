import { entity, type EntityPath } from './entities';
import { present } from './present';
import type { HeldCompany, NinjaState, Row } from './state';
import { all, find, touch } from './store';
import { now, text, values, valuesList } from './values';

export interface Fired {
	readonly event: number;
	readonly path: EntityPath;
	readonly id: string;
}

/**
 * Delivers events. With the default QUEUE_CONNECTION=sync this is inside the call that caused them; a worker delivers
 * after a delay, payments 20 s (app/Observers/PaymentObserver.php).
 */
export async function deliverOrQueue(state: NinjaState, company: HeldCompany, fired: readonly Fired[]): Promise<void> {
	const { queue, delayMs, paymentDelayMs } = state.switches;
	for (const one of fired) {
		if (queue === 'sync') await deliver(state, company, one);
		else {
			const delay = one.path === 'payments' ? paymentDelayMs : delayMs;
			state.pending.push({ company: company.id, ...one, dueAt: Date.now() + delay });
		}
	}
}

/** Delivers what a worker has due, or everything that waits. */
export async function deliverPending(state: NinjaState, everything = false): Promise<number> {
	const at = Date.now();
	const due = state.pending.filter(({ dueAt }) => everything || dueAt <= at);
	state.pending = state.pending.filter((one) => !due.includes(one));
	for (const one of due) {
		const company = state.companies.find(({ id }) => id === one.company);
		if (company) await deliver(state, company, one);
	}
	return due.length;
}

/** To every webhook of the event (app/Jobs/Util/WebhookHandler.php); a soft-deleted one gets nothing. */
export async function deliver(state: NinjaState, company: HeldCompany, { event, path, id }: Fired): Promise<void> {
	for (const webhook of all(company, 'webhooks')) {
		if (webhook.archived_at !== 0 || text(webhook.event_id) !== String(event)) continue;
		const row = find(company, path, id);
		for (let copy = 0; row && copy < state.switches.copies; copy += 1) {
			await post(state, company, webhook, event, path, row);
		}
	}
}

/**
 * app/Jobs/Util/WebhookSingle.php: the bare entity, no name of the event, no signature; 404, 405 and 410 soft-delete the
 * webhook; nothing is tried again, as tries is 1 on the sync queue.
 */
export async function post(
	state: NinjaState,
	company: HeldCompany,
	webhook: Row,
	event: number,
	path: EntityPath,
	row: Row,
): Promise<number> {
	const url = text(webhook.target_url);
	const body = JSON.stringify(present(state, company, path, row, entity(path).delivered));
	const status = await send(url, {
		method: text(webhook.rest_method).toUpperCase() || 'POST',
		headers: { ...headersOf(webhook), 'content-type': 'application/json', accept: 'application/json' },
		body,
		timeoutMs: state.switches.deliveryTimeoutMs,
	});
	if ([404, 405, 410].includes(status)) {
		webhook.archived_at = now();
		touch(webhook);
	}
	state.deliveries.push({ at: new Date().toISOString(), webhookId: webhook.id, event, entityId: row.id, url, status });
	if (state.deliveries.length > 5_000) state.deliveries.splice(0, 2_500);
	return status;
}

/** Headers are an object, or PHP's empty list when there are none. */
function headersOf(webhook: Row): Record<string, string> {
	const lists = Array.isArray(webhook.headers) ? valuesList(webhook.headers) : [values(webhook.headers)];
	const given = lists.flatMap((one) => Object.entries(one));
	return Object.fromEntries(given.map(([name, value]) => [name, text(value)]));
}

async function send(
	url: string,
	request: {
		readonly method: string;
		readonly headers: Record<string, string>;
		readonly body: string;
		readonly timeoutMs: number;
	},
): Promise<number> {
	const { timeoutMs, ...init } = request;
	try {
		const answer = await fetch(url, { ...init, redirect: 'follow', signal: AbortSignal.timeout(timeoutMs) });
		await answer.arrayBuffer();
		return answer.status;
	} catch {
		return 0;
	}
}
