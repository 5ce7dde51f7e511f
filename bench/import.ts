import { stat } from 'node:fs/promises';
import { request } from 'node:http';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { withClient } from '../database/migrate';
import { runningOn } from '../stack/parts/lock';
import type { RunningStack } from '../stack/parts/stack';
import { createStockTable, ourFlow, stockFlow, stockTable } from './support/importFlows';
import { writeImportWorkbook } from './support/importWorkbook';
import { print } from './support/print';
import { withStack } from './support/stack';
import { memoryOf, watchN8n, type Watched } from './support/watchN8n';

/**
 * A workbook of 10,000 and one of 100,000 rows with 14 columns, imported by a real n8n: by Invoice Import, the same file once
 * more, and by n8n's own Extract From File with a Postgres upsert into a plain table. n8n is started anew for each, and does
 * a hundred rows first, so that neither pays for loading its parts.
 *
 * `--large` adds 500,000 rows. `--heap 512` gives n8n a heap of so many megabytes, and runs Invoice Import with 500,000 rows
 * alone. `--rows 20000` measures that many instead.
 */
const { values: given } = parseArgs({
	options: {
		large: { type: 'boolean' },
		heap: { type: 'string' },
		rows: { type: 'string' },
		alone: { type: 'boolean' },
	},
});
const sizes = given.rows
	? [Number(given.rows)]
	: given.heap
		? [500_000]
		: [10_000, 100_000, ...(given.large ? [500_000] : [])];
const warmUpRows = 100;

async function main(): Promise<void> {
	const options: Readonly<Record<string, string>> = given.heap
		? { NODE_OPTIONS: `--max-old-space-size=${given.heap}` }
		: {};
	await withStack(
		{
			workflows: () => [ourFlow, stockFlow],
			credentials: (demo) => [...demo, postgresCredential(demo.find(({ id }) => id === 'msp-database')?.data)],
			n8nEnvironment: options,
		},
		measure,
	);
}

const login = z.object({
	host: z.string(),
	port: z.number(),
	database: z.string(),
	user: z.string(),
	password: z.string(),
});

/** The same log-in for n8n's own node. */
const postgresCredential = (known: unknown) => ({
	id: 'bench-postgres',
	name: 'Bench: Postgres',
	type: 'postgres',
	data: { ...login.parse(known), maxConnections: 10, ssl: 'disable', allowUnauthorizedCerts: false, sshTunnel: false },
});

async function measure(stack: RunningStack): Promise<void> {
	await withClient(stack.database.admin, async (client) => await client.query(createStockTable));
	const files = new Map<number, string>();
	for (const rows of [warmUpRows, ...sizes]) {
		const path = join(stack.n8nSettings.folder, 'files', `invoices-${rows}.xlsx`);
		await writeImportWorkbook(path, rows);
		files.set(rows, path);
	}
	const warmUp = files.get(warmUpRows) ?? '';
	for (const rows of sizes) {
		const path = files.get(rows) ?? '';
		const fileMb = (await stat(path)).size / 1_048_576;
		const ours = await freshly(stack, async (run) => {
			await forgetImported(stack);
			await run(ourFlow.id, warmUp);
			return [await run(ourFlow.id, path), await run(ourFlow.id, path)] as const;
		});
		for (const [index, { answer }] of ours.entries()) checkCounts(answer, rows, index === 0);
		const stock =
			given.heap || given.alone
				? undefined
				: await freshly(stack, async (run) => {
						await withClient(stack.database.admin, async (client) => await client.query(`truncate ${stockTable}`));
						await run(stockFlow.id, warmUp);
						return await run(stockFlow.id, path);
					});
		const more = { rows, fileMb, ...(given.heap && { heapMb: Number(given.heap) }) };
		const [first, again] = ours;
		report(more, 'import', first, stock);
		report(more, 'import_again', again, undefined);
	}
}

interface Run extends Watched {
	readonly seconds: number;
	readonly status: number;
	readonly answer: unknown;
	/** Beyond what n8n had before its first run of all. */
	readonly aboveIdleMb: number;
	/** What others did with the machine meanwhile: its load a minute long. */
	readonly load: number;
	readonly idleFreezeMs: number;
}

type Runner = (flow: string, path: string) => Promise<Run>;

/** Starts n8n anew, and hands over what runs a flow in it. */
async function freshly<Result>(stack: RunningStack, work: (run: Runner) => Promise<Result>): Promise<Result> {
	await stack.restartN8n();
	const pid = (await runningOn(stack.folder))?.pids.n8n;
	if (pid === undefined) throw new Error('the stack does not tell where n8n runs');
	const url = stack.addresses.n8n;
	// What n8n does after its start has ended by then.
	await wait(5_000);
	const idle = watchN8n(pid, url);
	await wait(2_000);
	const { freezeMs: idleFreezeMs } = await idle.end();
	const idleMb = memoryOf(pid);
	return await work(async (flow, path) => {
		const watch = watchN8n(pid, url);
		const began = performance.now();
		const { status, body } = await post(`${url}/webhook/${flow}`, JSON.stringify({ path }));
		const seconds = (performance.now() - began) / 1_000;
		// What n8n keeps of an execution is written after its answer.
		await wait(500);
		const watched = await watch.end();
		const answer: unknown = status === 200 ? JSON.parse(body) : body;
		const [load = 0] = loadavg();
		return { ...watched, seconds, status, answer, load, idleFreezeMs, aboveIdleMb: watched.peakMb - idleMb };
	});
}

/** Without a time limit: half a million rows take the stock flow minutes. Status 0 when n8n is gone. */
async function post(url: string, body: string): Promise<{ readonly status: number; readonly body: string }> {
	return await new Promise((resolve) => {
		const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
		const asked = request(url, { method: 'POST', headers }, (response) => {
			let said = '';
			response.setEncoding('utf8');
			response.on('data', (piece: string) => (said += piece));
			response.once('close', () => resolve({ status: response.statusCode ?? 0, body: said }));
		});
		asked.once('error', () => resolve({ status: 0, body: '' }));
		asked.end(body);
	});
}

const summary = z.object({
	status: z.literal('imported'),
	rejected: z.literal(0),
	counts: z.object({ invoices: z.object({ created: z.number(), updated: z.number(), unchanged: z.number() }) }),
});

/** The first time all rows are new but those of the warm-up; the second time none is. */
function checkCounts(answer: unknown, rows: number, first: boolean): void {
	const { created, updated, unchanged } = summary.parse(answer).counts.invoices;
	const expected = first ? rows - warmUpRows : 0;
	if (created === expected && updated === 0 && unchanged === rows - expected) return;
	throw new Error(`the import of ${rows} rows counted ${created} new, ${updated} other and ${unchanged} the same`);
}

/** As before any import. */
async function forgetImported({ database }: RunningStack): Promise<void> {
	await withClient(database.admin, async (client) => {
		await client.query(`delete from msp.invoice where source = 'import'`);
		await client.query('delete from msp.import_batch');
		await client.query('vacuum analyze');
	});
}

function report(more: Record<string, number>, what: string, ours: Run, stock: Run | undefined): void {
	const figures = [
		['seconds', ({ seconds }: Run) => seconds],
		['mb_above_idle', ({ aboveIdleMb }: Run) => aboveIdleMb],
		['freeze_ms', ({ freezeMs }: Run) => freezeMs],
		['n8n_cpu_seconds', ({ cpuSeconds }: Run) => cpuSeconds],
	] as const;
	for (const [figure, of] of figures) {
		const ran = stock?.status === 200;
		const peer: Record<string, string | number> = {
			// A flow that fails, or kills n8n, has no figure.
			...(stock && { peer: ran ? of(stock) : 'failed', peerLoad: stock.load }),
			...(stock && ran && { ratio: of(ours) / of(stock) }),
			...(figure === 'freeze_ms' && { idleFreezeMs: ours.idleFreezeMs }),
		};
		print('import', { figure: `${what}_${figure}`, value: of(ours), ...peer, ...more, load: ours.load });
	}
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
