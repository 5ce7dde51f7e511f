import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { installedPack, nodesFolder } from '../../../stack/parts/pack';
import { filesIn } from '../repository';
import type { Road } from './road';

/**
 * Packs a later version of the pack, which differs from the installed one by its number and in every starter workflow.
 * Gives its tarball.
 *
 * @param mark is the name of a note that each of its workflows has more.
 */
export async function laterTarball({ home, folder, terminal }: Road, version: string, mark: string): Promise<string> {
	const source = join(folder, 'later');
	await rm(source, { recursive: true, force: true });
	await cp(installedPack(home), source, {
		recursive: true,
		filter: (path) => !path.startsWith(join(installedPack(home), 'node_modules')),
	});
	const manifest = z.looseObject({}).parse(JSON.parse(await readFile(join(source, 'package.json'), 'utf8')));
	await writeFile(join(source, 'package.json'), JSON.stringify({ ...manifest, version }, null, '\t'));
	for (const path of filesIn(['workflows'], /\.json$/)) {
		const file = join(source, path);
		const workflow = z.looseObject({ nodes: z.array(z.unknown()) }).parse(JSON.parse(await readFile(file, 'utf8')));
		const note = {
			name: mark,
			type: 'n8n-nodes-base.stickyNote',
			typeVersion: 1,
			id: `note-${version}`,
			position: [-400, -400],
			parameters: { content: mark },
		};
		await writeFile(file, JSON.stringify({ ...workflow, nodes: [...workflow.nodes, note] }, null, 2));
	}
	const said = await terminal.run(`cd '${source}' && npm pack --ignore-scripts --silent && cd - > /dev/null`);
	return join(source, said.trim().split('\n').at(-1) ?? '');
}

/** Makes a database as an older version of the pack left it: without this migration and those after it. */
export async function olderDatabase({ home, terminal }: Road, name: string, first: string): Promise<string[]> {
	const older = join(nodesFolder(home), 'node_modules/older-n8n-nodes-msp');
	await cp(installedPack(home), older, { recursive: true });
	const left = filesIn(['database'], /\.sql$/)
		.map((path) => path.replace('database/', ''))
		.filter((file) => file >= first);
	await Promise.all(left.map(async (file) => await rm(join(older, 'dist/database', file))));
	await terminal.run(withPassword(`createdb ${name}\nPGDATABASE=${name} node '${older}/dist/database/cli.js' migrate`));
	await rm(older, { recursive: true });
	return left.map((file) => file.replace('.sql', ''));
}

/** A block that may log in to PostgreSQL as its administrator, as in step 2 of the read-me. */
export const withPassword = (block: string) => asking('Password of postgres', 'PGPASSWORD', block);

/** A block that may use n8n's API, as in step 4. */
export const withApiKey = (block: string) => asking('API key of n8n', 'N8N_API_KEY', block);

function asking(prompt: string, name: string, block: string): string {
	return `read -rsp "${prompt}: " ${name} && export ${name}\n${block}\nunset ${name}\n`;
}
