import { z } from 'zod';
import { contend, contenders, type Contender, type Done, type Work } from './support/ninjaContender';
import { startNinjaServer, type NinjaServer } from './support/ninjaServer';
import { print } from './support/print';

/**
 * Lists 10,000 invoices and changes 1,000 of them: requests, seconds and memory of the node in n8n's engine, each in a
 * process of its own. The peer is n8n's own Invoice Ninja node on the same played server. It has no update and no bulk: the
 * one change of an invoice that both can make is to delete it, which it does with a request for each.
 *
 * The played server answers at once. A real one takes its time for each request, so that lists are measured with that, too.
 */
const invoices = 10_000;
const changed = 1_000;
/** What a request takes at an Invoice Ninja on a small server, before it answers. */
const realMs = 150;

interface Measured extends Done {
	readonly requests: number;
}

async function main(): Promise<void> {
	for (const [task, serverMs] of [
		['list', 0],
		['list', realMs],
		['delete', 0],
	] as const) {
		const figures = {} as Record<Contender, Measured>;
		for (const contender of contenders) {
			// A server of its own for each: what one deletes, the other would not find.
			const server = await startNinjaServer(invoices);
			if (serverMs > 0) await slowDown(server, serverMs);
			figures[contender] = await measured(server, {
				contender,
				task,
				rows: changed,
				url: server.url,
				token: server.token,
			});
			server.stop();
		}
		report(task, serverMs, figures);
	}
	process.exit();
}

async function slowDown({ url }: NinjaServer, delayMs: number): Promise<void> {
	const fault = { path: '/api/', kind: 'hold_before', delayMs, times: 100_000 };
	await fetch(`${url}/_standin/faults`, { method: 'POST', body: JSON.stringify(fault) });
}

async function measured({ url }: NinjaServer, work: Work): Promise<Measured> {
	await fetch(`${url}/_standin/requests`, { method: 'DELETE' });
	const figures = await contend(work);
	const expected = work.task === 'list' ? invoices : changed;
	if (figures.items !== expected) throw new Error(`${work.contender} returned ${figures.items} items, not ${expected}`);
	const asked = z.array(z.unknown()).parse(await (await fetch(`${url}/_standin/requests`)).json());
	// The contender asks once for the IDs of what it deletes, before the clock runs.
	return { ...figures, requests: asked.length - (work.task === 'delete' ? 1 : 0) };
}

function report(task: Work['task'], serverMs: number, { ours, builtIn }: Record<Contender, Measured>): void {
	const what = task === 'list' ? 'list_10000_invoices' : 'delete_1000_invoices';
	const peerIs = task === 'list' ? "n8n's own node" : "n8n's own node, which has no bulk and no update";
	for (const figure of ['requests', 'seconds', 'heap', 'rss'] as const) {
		const unit = figure === 'heap' || figure === 'rss' ? `${figure}_mb` : figure;
		const [value, peer] = [ours[figure], builtIn[figure]];
		print('invoice-ninja', { figure: `${what}_${unit}`, serverMs, value, peer, ratio: value / peer, peerIs });
	}
}

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
