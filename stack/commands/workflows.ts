import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { filesBelow, root, writeWhole } from '../parts/files';
import { Told, wordsOf } from '../parts/told';
import { formatWorkflow } from '../parts/workflowFormat';

/** `npm run workflows:format`: brings the files of workflows/ into their normal form, after they were exported. */
export async function run(): Promise<number> {
	const files = (await filesBelow([join(root, 'workflows')])).filter((file) => file.endsWith('.json'));
	for (const file of files) {
		const text = await readFile(file, 'utf8');
		const formatted = formatText(text, relative(root, file));
		if (formatted === text) continue;
		await writeWhole(file, formatted);
		console.log(`  ${relative(root, file)}`);
	}
	return 0;
}

function formatText(text: string, path: string): string {
	try {
		return formatWorkflow(JSON.parse(text));
	} catch (error) {
		throw new Told(`${path} is not a workflow: ${wordsOf(error)}`);
	}
}
