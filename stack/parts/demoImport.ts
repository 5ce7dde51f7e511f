import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { addressOf, sealDoor } from '../../core/importDesk';
import { listBatches, type ImportBatch } from '../../core/imports';
import type { Language } from '../../core/kernel/languages';
import type { AttachedStack } from './attach';
import { see, seeEnd, send, type SeenPage } from './clerk';
import { workbookOfBefore, workbookOfMonth, type DemoWorkbook } from './demoWorkbook';
import { newestMail } from './demoReport';
import { bold } from './table';
import { Told } from './told';

const clerk = { by: 'Ann Peeters', email: 'ann@demo-hosting.example' } as const;

/**
 * An office clerk hands in last month's workbook, as offices make them; what comes of it is shown, page by page. In a second
 * play nothing is new: the same file changes nothing.
 *
 * @throws Told where not everything comes about.
 */
export async function playImport(stack: AttachedStack, folder: string): Promise<void> {
	const { addresses, backOffice } = stack;
	const door = sealDoor(backOffice.vault, { name: 'demo office', companyCode: 'main', until: null });
	const upload = addressOf(`${addresses.n8n}/webhook/msp/import`, { door, lang: 'en' });
	const month = lastMonth();

	console.log(`${bold('Some invoices of the month are in the books already.')}\n`);
	const before = await answered(await handedIn(upload, await workbookOfBefore(month)));
	console.log(`  ${verdictOf(await imported(before.address))}`);

	const workbook = await workbookOfMonth(month);
	console.log(
		`\n${bold(`${clerk.by} drops ${workbook.name} on the page: three tabs, a title, "€ 1.234,56", mistakes.`)}\n`,
	);
	const look = await handedIn(upload, workbook);
	for (const line of understoodIn(look)) console.log(`  ${line}`);

	console.log(`\n${bold('Nothing is saved until somebody confirms it.')}\n`);
	const result = await imported(look.address);
	console.log(`  ${verdictOf(result)}`);
	for (const line of result.lines.filter((one) => /^\d+ rows? w(as|ere) not imported/.test(one)))
		console.log(`  ${line}`);
	const file = await rejectedOf(result, folder);
	const batch = await batchOf(stack, workbook.name);
	const mail = await newestMail(
		addresses.mails,
		({ text }) => text.includes(workbook.name) && text.includes('ticket='),
	);

	console.log(`\n${bold('To look at')}`);
	console.log(`  ${'The upload page'.padEnd(22)} ${upload}`);
	console.log(`  ${'The result'.padEnd(22)} ${result.address}`);
	if (file !== undefined) console.log(`  ${'The rejected rows'.padEnd(22)} ${file}`);
	if (mail) console.log(`  ${'The mail'.padEnd(22)} ${addresses.mails}/mail/${mail.id}`);
	console.log(`  ${'To take it back'.padEnd(22)} Invoice Import → Batch: Undo with ${batch.batchId}`);
}

/** The month before this one. */
function lastMonth(now = new Date()): { readonly year: number; readonly month: number } {
	const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1));
	return { year: first.getUTCFullYear(), month: first.getUTCMonth() + 1 };
}

/** The page that shows what was understood of a workbook. */
export async function handedIn(
	upload: string,
	{ name, bytes }: DemoWorkbook,
	language: Language = 'en',
): Promise<SeenPage> {
	const first = await see(upload);
	if (first.status === 404) {
		throw new Told(`n8n knows nothing at ${upload}: publish the workflow '50 Upload invoices' in it.`);
	}
	const form = new FormData();
	for (const [field, value] of Object.entries({ ...clerk, language })) form.set(field, value);
	form.set('file', new Blob([new Uint8Array(bytes)]), name);
	const look = await send(upload, form);
	if (look.status !== 200 || !look.html.includes('name="action"')) {
		throw new Told(`The page refuses ${name}: ${look.lines.join(' · ') || 'look at the executions of n8n'}`);
	}
	return look;
}

/** Answers the question in which order days and months are, when the page asks it: a person knows. */
export async function answered(look: SeenPage): Promise<SeenPage> {
	const question = look.lines.find((line) => line.startsWith('Dates such as'));
	if (question === undefined) return look;
	console.log(`  ? ${question}\n  > The day.`);
	return await send(look.address, { action: 'look', 'dateOrder.0': 'dmy' });
}

/** Confirms an import, and waits for its end. */
export async function imported(address: string): Promise<SeenPage> {
	return await seeEnd((await send(address, { action: 'import' })).address);
}

/** The sentence that says what became of an import. */
function verdictOf({ html, lines }: SeenPage): string {
	const verdict = /<p class="verdict[^>]*>([\s\S]*?)<\/p>/.exec(html)?.[1];
	return verdict?.replace(/\s+/g, ' ').trim() ?? lines.join(' · ');
}

/** What the page says of tabs, skipped rows, sums and mistakes. */
function understoodIn({ lines }: SeenPage): string[] {
	const told = /^(Header in row|Not read, because|The total of|\d+ rows? ha(s|ve) a problem)/;
	return lines.filter((line) => told.test(line));
}

/** Downloads the workbook of rejected rows; undefined when nothing was rejected. */
async function rejectedOf({ html, address }: SeenPage, folder: string): Promise<string | undefined> {
	const link = /<a class="button" href="([^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
	if (link === undefined) return undefined;
	const answer = await fetch(new URL(link, address));
	const path = join(folder, 'rejected.xlsx');
	await writeFile(path, Buffer.from(await answer.arrayBuffer()));
	return path;
}

/** The import of a file, once n8n has ended it. */
async function batchOf({ backOffice }: AttachedStack, fileName: string): Promise<ImportBatch> {
	for (let tries = 0; tries < 50; tries++) {
		const found = await backOffice.store.asStaff(async (transaction) => await listBatches(transaction, { limit: 20 }));
		const batch = found.find((one) => one.fileName === fileName && one.finishedAt !== null);
		if (batch) return batch;
		await wait(200);
	}
	throw new Told(`No import of ${fileName} has ended.`);
}
