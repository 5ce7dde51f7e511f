import { createInterface } from 'node:readline/promises';
import { resolve } from 'node:path';
import { chosenVersion } from '../n8n/versions';
import { copyForUpgrade, newestBefore, resetData, versionOfData, type VersionData } from './dataFolder';
import { openProgress } from './progress';
import type { Choices } from './settings';
import { Told } from './told';

/** What a start may do with data before it begins. */
export const dataFlags = {
	reset: { type: 'boolean' },
	upgrade: { type: 'boolean' },
	'upgrade-from': { type: 'string' },
} as const;

/** How a person is asked; undefined where nobody can be. */
export type Ask = ((question: string) => Promise<string>) | undefined;

/**
 * Brings the data folder into the state that was asked for: empty, or with a copy of older data. Data of an older n8n is
 * offered to a person, and elsewhere only told of: nothing is opened by a newer n8n that nobody has chosen.
 */
export async function chooseData(
	{ folder, folderNamed, flags }: Pick<Choices, 'folder' | 'folderNamed' | 'flags'>,
	ask: Ask = terminal(),
	olderThan = newestBefore,
): Promise<void> {
	if (flags.reset === true) await resetData(folder);
	const { version } = chosenVersion();
	const named = flags['upgrade-from'];
	if (typeof named === 'string') {
		await copyForUpgrade(resolve(named), folder, openProgress());
		return;
	}
	const older = folderNamed ? undefined : await olderThan(version);
	if (flags.upgrade === true) {
		if (!older)
			throw new Told(`There is no data of an n8n before ${version}: --upgrade-from <folder> names where it is.`);
		await copyForUpgrade(older.folder, folder, openProgress());
		return;
	}
	if (!older || flags.reset === true || (await versionOfData(folder)) !== undefined) return;
	if (await agrees(older, version, ask)) await copyForUpgrade(older.folder, folder, openProgress());
}

async function agrees(older: VersionData, version: string, ask: Ask): Promise<boolean> {
	const there = `There is data of n8n ${older.version} in ${older.folder}.`;
	if (ask)
		return /^y(es)?$/i.test((await ask(`${there} Copy it, and let n8n ${version} upgrade the copy? [y/N] `)).trim());
	console.log(
		`  ${there} This n8n ${version} begins with data of its own. To go on with that: \`npm start -- --n8n ${older.version}\`; to upgrade a copy: \`npm start -- --reset --upgrade\`.`,
	);
	return false;
}

function terminal(): Ask {
	if (!process.stdin.isTTY || !process.stdout.isTTY) return undefined;
	return async (question) => {
		const lines = createInterface({ input: process.stdin, output: process.stdout });
		try {
			return await lines.question(question);
		} finally {
			lines.close();
		}
	};
}
