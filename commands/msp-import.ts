#!/usr/bin/env node
import { createWriteStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { finished } from 'node:stream/promises';
import type { Pool } from 'pg';
import { asKnownError, openPoolOn, storeOn, type Store } from '../core/db';
import { annotateRejected, importWorkbook, inspectWorkbook, resultOf, type GivenFile } from '../core/importDesk';
import { undoImport } from '../core/imports';
import { readWords, UsageError } from '../core/kernel/commandWords';
import { ExternalError, InputError } from '../core/kernel/errors';
import {
	commandWords,
	givenConnection,
	openConnection,
	type ConnectionFlags,
	type GivenConnection,
} from '../database/connection';
import { flags, orderOf, usage, type Order } from './importCommand';
import { progressBar } from './progressBar';
import { linesOfCounts, linesOfLook, linesOfProblems } from './told';

const codes = { done: 0, failed: 1, usage: 2, rejected: 3 } as const;

const say = (...lines: readonly string[]) => void process.stdout.write(`${lines.join('\n')}\n`);

/** Runs one command line; gives the exit code. */
async function main(words: string[]): Promise<number> {
	const { values, positionals } = readWords('msp-import', words, flags);
	const [path] = positionals;
	if (values.help === true || (positionals.length !== 1) === (values.undo === undefined)) {
		(values.help === true ? process.stdout : process.stderr).write(`${usage}\n`);
		return values.help === true ? codes.done : codes.usage;
	}
	if (values.undo !== undefined) return await undo(await storeOf(values), values.undo);
	const order = orderOf(values);
	const file = await fileAt(path ?? '');
	const store = await storeOf(values);
	if (values.inspect === true || values.yes !== true) {
		const look = await inspectWorkbook(store, file, order.wishes, { ...onLooked(), most: 200 });
		say(...linesOfLook(look, order.language));
		if (values.inspect === true) return codes.done;
		if (!(await isWanted())) return codes.done;
	}
	return await importNow(
		store,
		file,
		order,
		values.rejected ?? `${(path ?? '').replace(/\.[a-z]{3,4}$/i, '')}.rejected.xlsx`,
	);
}

async function undo(store: Store, batchId: string): Promise<number> {
	const undone = await undoImport(store, batchId);
	say(`Invoices: ${undone.invoicesRemoved} removed, ${undone.invoicesRestored} restored`);
	say(`Payments: ${undone.paymentsRemoved} removed, ${undone.paymentsRestored} restored`);
	say(`Customers: ${undone.customersRemoved} removed, ${undone.customersRestored} restored`);
	return codes.done;
}

/** Where the command connects to, once that is known: errors speak of it. */
let to: GivenConnection | undefined;
let pool: Pool | undefined;

/** Imports are made as `msp_app`, as n8n's nodes do. */
async function storeOf(values: ConnectionFlags): Promise<Store> {
	to = givenConnection(values.url, process.env, { user: 'msp_app', applicationName: 'msp-import' });
	const { config } = await openConnection(to, values, process.env, { changes: true });
	const opened = openPoolOn(config, 4);
	pool = opened;
	return storeOn(() => opened, `msp-import of ${userInfo().username}`);
}

async function fileAt(path: string): Promise<GivenFile> {
	try {
		await access(path);
	} catch {
		throw new InputError('file', `is not there or cannot be read: ${path}`, 'Give the path of a spreadsheet.');
	}
	return { name: basename(path), source: { path } };
}

const bar = progressBar(process.stderr);

function onLooked() {
	return { onLooked: (rows: number) => bar.show('Looking at rows', rows, null) };
}

/** Nobody is asked where nobody can answer. */
async function isWanted(): Promise<boolean> {
	bar.end();
	if (!process.stdin.isTTY) {
		say('', 'Nothing was imported. Run it with --yes to import.');
		return false;
	}
	const lines = createInterface({ input: process.stdin, output: process.stdout });
	try {
		return /^y(es)?$/i.test((await lines.question('\nImport? (y/N) ')).trim());
	} finally {
		lines.close();
	}
}

const steps: Readonly<Record<string, string>> = {
	reading: 'Reading rows',
	checking: 'Checking',
	writing: 'Writing',
	settling: 'Settling',
};

async function importNow(
	store: Store,
	file: GivenFile,
	{ wishes, language }: Order,
	rejectedPath: string,
): Promise<number> {
	const batch = await importWorkbook(store, file, wishes, {
		language,
		uploadedBy: userInfo().username,
		onProgress: ({ step, done, of }) => bar.show(steps[step] ?? step, done, of),
	});
	bar.end();
	const result = await resultOf(store, batch, language);
	if (result.counts.rows === 0) {
		say(
			'There is nothing to import: no tab of invoices, payments or customers was found. --inspect shows what was read.',
		);
		return codes.failed;
	}
	say(`Batch ${batch.batchId}`, ...linesOfCounts(result.counts, language));
	if (result.rejected === 0) return codes.done;
	say(...linesOfProblems(result.result.problems));
	const out = createWriteStream(rejectedPath);
	await annotateRejected(store, batch.batchId, out, language);
	await finished(out);
	say(`The rejected rows with the reasons are in ${rejectedPath}`);
	return codes.rejected;
}

main(process.argv.slice(2))
	.then(
		(code) => (process.exitCode = code),
		(error: unknown) => {
			bar.end();
			const known = asKnownError(error, commandWords(to));
			const told =
				known instanceof ExternalError || known instanceof InputError
					? `${known.message.replace(/\.$/, '')}. ${known.remedy}`
					: (known as Error).message;
			process.stderr.write(`${told}\n`);
			process.exitCode = error instanceof UsageError ? codes.usage : codes.failed;
		},
	)
	.finally(() => void pool?.end());
