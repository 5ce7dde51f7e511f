import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chooseData, dataFlags } from '../parts/chooseData';
import { installedPack } from '../parts/pack';
import { readChoices } from '../parts/settings';
import type { RunningStack } from '../parts/stack';
import { wordsOf } from '../parts/told';
import { bringInto, copyAssets, watchAssets, watchSources } from '../parts/watch';
import { runStack } from './start';

/** n8n loads a pack again when its files change, and tells the open editors; it does so only while developing. */
const reloading = { N8N_DEV_RELOAD: 'true', NODE_ENV: 'development' };

/** `npm run dev`: the stack, and each change of the sources in the running n8n. */
export async function run(args: readonly string[]): Promise<number> {
	const choices = readChoices(args, dataFlags);
	await chooseData(choices);
	return await runStack(
		choices,
		async (stack, { happened }) => {
			const stop = follow(stack);
			try {
				return await happened;
			} finally {
				stop();
			}
		},
		{ n8nEnvironment: reloading },
	);
}

/** Gives what ends it. */
function follow(stack: RunningStack): () => void {
	const pack = installedPack(join(stack.folder, 'n8n'));
	console.log('\nWatching core, nodes, credentials and database …');
	let begun = Date.now();
	let work = Promise.resolve();
	const inTurn = (next: () => Promise<void>) => {
		work = work.then(next).catch((error: unknown) => console.error(wordsOf(error)));
	};
	const bring = async () => {
		const files = await bringInto(pack);
		if (files.length === 0) return;
		// The names of its nodes are read once.
		if (files.includes('package.json')) await stack.restartN8n();
		const what = files.length === 1 ? files.join('') : `${files.length} files`;
		console.log(
			`  ${new Date().toLocaleTimeString()}  ${what} in n8n after ${((Date.now() - begun) / 1000).toFixed(1)} s`,
		);
	};

	const sources = watchSources(
		() => (begun = Date.now()),
		(complaints) => {
			for (const complaint of complaints) console.error(`  ${complaint}`);
			inTurn(bring);
		},
	);
	let asked = false;
	const assets = watchAssets(() => {
		if (asked) return;
		asked = true;
		inTurn(async () => {
			// An editor writes a file in several strokes.
			await wait(100);
			asked = false;
			begun = Date.now();
			await copyAssets();
			await bring();
		});
	});
	return () => {
		sources.stop();
		assets.stop();
	};
}
