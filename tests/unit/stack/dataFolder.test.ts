import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { versions } from '../../../stack/n8n/versions';
import { chooseData, type Ask } from '../../../stack/parts/chooseData';
import { claimData, copyForUpgrade, newestBefore, resetData, versionOfData } from '../../../stack/parts/dataFolder';
import { tellRunning } from '../../../stack/parts/lock';

const [oldest, ...others] = versions.map(({ version }) => version);
const newest = others.at(-1) ?? '';
if (oldest === undefined || newest === '') throw new Error('The table has less than two versions.');
/** The one between them, or the newest. */
const middle = others[0] ?? '';

let home: string;
const folderOf = (name: string) => join(home, name);
beforeEach(async () => {
	home = await mkdtemp(join(tmpdir(), 'stack-data-'));
	process.env.MSP_N8N_VERSION = newest;
	jest.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterEach(async () => {
	delete process.env.MSP_N8N_VERSION;
	jest.restoreAllMocks();
	await rm(home, { recursive: true, force: true });
});

/** Data of a version; without one, as it was before data had a mark. */
async function dataOf(version: string | undefined, name = version ?? 'legacy'): Promise<string> {
	const folder = folderOf(name);
	const files = { 'n8n/.n8n/database.sqlite': `rows of ${name}`, 'settings.json': '{}', 'logs/n8n.log': 'words' };
	for (const [path, text] of Object.entries(files)) {
		await mkdir(dirname(join(folder, path)), { recursive: true });
		await writeFile(join(folder, path), text);
	}
	if (version !== undefined) await writeFile(join(folder, 'version.json'), JSON.stringify({ n8n: version }));
	return folder;
}

const rowsIn = async (folder: string) => await readFile(join(folder, 'n8n/.n8n/database.sqlite'), 'utf8');
const said = () => jest.mocked(console.log).mock.calls.flat().join('\n');

test('a folder is marked before anything is in it, and stays that of its version', async () => {
	const folder = folderOf('new');
	expect(await versionOfData(folder)).toBeUndefined();
	await claimData(folder, middle);
	expect(await versionOfData(folder)).toBe(middle);
	await claimData(folder, middle);
});

test('a newer n8n does not open older data, and says the two ways out', async () => {
	const folder = await dataOf(oldest);
	await expect(claimData(folder, newest)).rejects.toThrow(
		`${folder} holds data of n8n ${oldest}, which n8n ${newest} would change for good. Start the n8n that it is of (--n8n ${oldest}), or give a copy to n8n ${newest}: --folder <a new folder> --upgrade-from ${folder}.`,
	);
	expect(await versionOfData(folder)).toBe(oldest);
});

test('an older n8n does not open newer data', async () => {
	const folder = await dataOf(newest);
	await expect(claimData(folder, oldest)).rejects.toThrow(
		`${folder} holds data of n8n ${newest}, and n8n ${oldest} is older and must not open it. Start the n8n that it is of (--n8n ${newest}), or name another --folder.`,
	);
});

test('data from before there were marks is known, and is not opened either', async () => {
	const folder = await dataOf(undefined);
	await expect(claimData(folder, newest)).rejects.toThrow('would change for good');
});

test('the newest older data is found, and never the data of a newer n8n', async () => {
	const folders = [await dataOf(oldest), await dataOf(newest), folderOf('nothing')];
	expect(await newestBefore(newest, folders)).toEqual({ folder: folderOf(oldest), version: oldest });
	expect(await newestBefore(oldest, folders)).toBeUndefined();
});

describe('a copy for the upgrade', () => {
	const during = async <Result>(_: string, work: () => Promise<Result>) => await work();

	test('holds the data without the logs, as it is, and the original stays', async () => {
		const from = await dataOf(oldest);
		await symlink('database.sqlite', join(from, 'n8n/.n8n/link'));
		const to = folderOf(newest);
		await copyForUpgrade(from, to, { during });
		expect((await readdir(to)).sort()).toEqual(['n8n', 'settings.json', 'version.json']);
		expect([await rowsIn(to), await versionOfData(to)]).toEqual([`rows of ${oldest}`, newest]);
		expect((await stat(join(to, 'n8n/.n8n/link'))).isFile()).toBe(true);
		expect([await rowsIn(from), await versionOfData(from)]).toEqual([`rows of ${oldest}`, oldest]);
		await claimData(to, newest);
	});

	test('is refused onto data, from newer data, from no data, and while a stack runs on it', async () => {
		const [from, to] = [await dataOf(oldest), await dataOf(newest)];
		await expect(copyForUpgrade(from, to, { during })).rejects.toThrow('holds data of');
		await expect(copyForUpgrade(folderOf('nothing'), folderOf('a'), { during })).rejects.toThrow('There is no data in');
		process.env.MSP_N8N_VERSION = oldest;
		await expect(copyForUpgrade(to, folderOf('a'), { during })).rejects.toThrow('there is no way back');
		process.env.MSP_N8N_VERSION = newest;
		await tellRunning(from, { ready: true, ports: {}, versions: {}, pids: {} });
		await expect(copyForUpgrade(from, folderOf('a'), { during })).rejects.toThrow('stop it with Ctrl-C first');
	});

	test('one that stopped half-way is not opened, and a reset clears it away', async () => {
		const to = await dataOf(newest);
		await mkdir(join(to, '.copying'));
		await expect(claimData(to, newest)).rejects.toThrow('stopped half-way: make it again with --reset --upgrade');
		await resetData(to);
		expect(await readdir(to)).toEqual([]);
	});
});

describe('a start', () => {
	const start = async (flags: Record<string, string | boolean>, ask?: Ask, folderNamed = false) =>
		await chooseData(
			...([{ folder: folderOf(newest), folderNamed, flags }, ask] as const),
			async (version) => await newestBefore(version, [folderOf(oldest), folderOf(newest)]),
		);

	test('asks a person, and copies only after a yes', async () => {
		await dataOf(oldest);
		const questions: string[] = [];
		const answer = (word: string) => async (question: string) => {
			questions.push(question);
			return word;
		};
		await start({}, answer(''));
		expect(await versionOfData(folderOf(newest))).toBeUndefined();
		await start({}, answer('y'));
		expect(await rowsIn(folderOf(newest))).toBe(`rows of ${oldest}`);
		await start({}, answer('y'));
		expect(questions).toHaveLength(2);
		expect(questions[0]).toContain(`There is data of n8n ${oldest} in ${folderOf(oldest)}.`);
	});

	test('only tells where nobody can be asked', async () => {
		await dataOf(oldest);
		await start({});
		expect(said()).toContain(`\`npm start -- --n8n ${oldest}\`; to upgrade a copy: \`npm start -- --reset --upgrade\``);
		expect(await versionOfData(folderOf(newest))).toBeUndefined();
	});

	test('says nothing where nothing is older, and for a folder that was named', async () => {
		await start({});
		await dataOf(oldest);
		await start({}, undefined, true);
		expect(said()).toBe('');
	});

	test('with --upgrade copies without asking, and with --reset first removes what is there', async () => {
		await dataOf(oldest);
		await dataOf(newest);
		await expect(start({ upgrade: true })).rejects.toThrow('add --reset to remove it');
		await start({ upgrade: true, reset: true });
		expect(await rowsIn(folderOf(newest))).toBe(`rows of ${oldest}`);
	});

	test('with --upgrade says when there is nothing to upgrade', async () => {
		await expect(start({ upgrade: true })).rejects.toThrow('There is no data of an n8n before');
	});

	test('with --upgrade-from copies from where it is told', async () => {
		const from = await dataOf(oldest, 'elsewhere');
		await start({ 'upgrade-from': from }, undefined, true);
		expect(await rowsIn(folderOf(newest))).toBe('rows of elsewhere');
	});
});
