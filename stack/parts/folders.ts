import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chosenVersion } from '../n8n/versions';
import { root } from './files';

/** Below it each version of n8n has a data folder of its own. It was the data folder while there was one version. */
const home = join(root, '.stack');

/** Where the data of the chosen n8n is, if nobody names another folder. */
export const usualFolder = () => join(home, chosenVersion().version);

/** Every folder of this checkout that may hold data: that of each version, and the one from before there were several. */
export async function usualFolders(): Promise<string[]> {
	const names = await readdir(home).catch(() => []);
	return [home, ...names.filter((name) => /^\d+\.\d+\.\d+$/.test(name)).map((name) => join(home, name))];
}
