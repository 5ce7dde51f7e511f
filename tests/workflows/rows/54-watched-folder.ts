import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Workbook } from 'exceljs';
import { invoiceCsv } from '../../support/invoiceCsv';
import { readSheet } from '../../support/xlsxFile';
import type { Arrival, WorkflowScene } from '../../support/workflowScene';
import type { Row } from '../row';

/** Where n8n may read and write. */
const folderOf = (name: string) => join(process.env.N8N_RESTRICT_FILE_ACCESS_TO ?? '', name);
const folder = folderOf('import');
const minute = (of = folder): Arrival => ({
	items: [{}],
	settings: { folder: of, language: 'nl', to: 'books@demo-hosting.example' },
});
const minutesPass = async (scene: WorkflowScene) =>
	await scene.play('msp-54-watched-folder', 'Every Minute', minute());
const drop = async (name: string, content: string | Buffer) => await writeFile(join(folder, name), content);
const invoices = async (scene: WorkflowScene) =>
	await scene.count(`select count(*) from msp.invoice where source = 'import'`);
const batches = async (scene: WorkflowScene, status: string) =>
	await scene.count(`select count(*) from msp.import_batch where status = $1`, status);

const good = invoiceCsv({ number: 'W-1' }, { number: 'W-2' });
const mixed = invoiceCsv({ number: 'W-3' }, { number: 'W-4', total: 'about 100' });

/** The rows tell one story, in their order. */
export const watchedFolder: readonly Row[] = [
	{
		title: 'a folder that is not there is passed over',
		start: 'Every Minute',
		given: () => minute(folderOf('nowhere')),
		last: 'Read Folder',
		items: [],
	},
	{
		title: 'a folder that n8n may not read is an error',
		start: 'Every Minute',
		given: async () => {
			const elsewhere = await mkdtemp(join(tmpdir(), 'not-for-n8n-'));
			await writeFile(join(elsewhere, 'other.csv'), good);
			return minute(elsewhere);
		},
		last: 'Read Folder',
		fails: /not allowed|access/i,
	},
	{
		title: 'a new file is looked at, and waited for: somebody may be writing it',
		start: 'Every Minute',
		given: async () => {
			await mkdir(join(folder, 'rejected'), { recursive: true });
			await drop('a good.csv', good);
			await drop('~$a good.csv', 'Ann');
			await drop('notes.docx', 'no spreadsheet');
			return minute();
		},
		last: 'One by One',
		then: async (scene) => {
			expect(await invoices(scene)).toBe(0);
			expect(await batches(scene, 'waiting')).toBe(1);
			expect(await scene.mails('a good.csv')).toEqual([]);
		},
	},
	{
		title: 'a file that has changed since is waited for again',
		start: 'Every Minute',
		given: async () => {
			await drop('a good.csv', good.replace('W-2', 'W-22'));
			return minute();
		},
		last: 'One by One',
		then: async (scene) => {
			expect(await invoices(scene)).toBe(0);
			await drop('a good.csv', good);
		},
	},
	{
		title: 'what is unchanged a minute later is imported, each file with its report in the language of its reader',
		start: 'Every Minute',
		given: async (scene) => {
			await drop('b mixed.CSV', mixed);
			await drop('c broken.xlsx', 'PK\u0003\u0004 no workbook');
			await minutesPass(scene);
			return minute();
		},
		last: 'One by One',
		then: async (scene) => {
			expect(await invoices(scene)).toBe(3);
			const [said] = await scene.mails('a good.csv');
			expect(said?.to).toEqual(['books@demo-hosting.example']);
			expect(said?.subject).toMatch(/2 facturen/i);
			const [rejected] = await scene.mails('b mixed.CSV');
			expect(rejected?.text).toContain('about 100');
			const [broken] = await scene.mails('c broken.xlsx');
			expect(broken?.text).toMatch(/'file' /);
			expect(await readdir(join(folder, 'rejected'))).toEqual(['b mixed.rejected.xlsx']);
			const [, row] = await readSheet(await readFile(join(folder, 'rejected', 'b mixed.rejected.xlsx')));
			expect(row?.cells.map(({ value }) => value)).toEqual(expect.arrayContaining(['W-4', 'about 100']));
		},
	},
	{
		title: 'files that stay are known, under whatever names, and tell nothing more',
		start: 'Every Minute',
		given: async () => {
			await rename(join(folder, 'a good.csv'), join(folder, 'd renamed.csv'));
			return minute();
		},
		last: 'One by One',
		then: async (scene) => {
			expect(await invoices(scene)).toBe(3);
			expect(await scene.mails('d renamed.csv')).toEqual([]);
			expect(await scene.mails('b mixed.CSV')).toHaveLength(1);
			expect(await batches(scene, 'waiting')).toBe(1);
		},
	},
	{
		title: 'the workbook of rejected rows, corrected and saved into the folder, brings in the rest',
		start: 'Every Minute',
		given: async (scene) => {
			const workbook = new Workbook();
			await workbook.xlsx.readFile(join(folder, 'rejected', 'b mixed.rejected.xlsx'));
			workbook.worksheets[0]?.getRow(2).eachCell((cell) => {
				if (cell.text === 'about 100') cell.value = 100;
			});
			await workbook.xlsx.writeFile(join(folder, 'b mixed.rejected.xlsx'));
			await minutesPass(scene);
			return minute();
		},
		last: 'One by One',
		then: async (scene) => {
			expect(await scene.count(`select total_minor as count from msp.invoice where number = 'W-4'`)).toBe(10_000);
			expect(await scene.mails('b mixed.rejected.xlsx')).toHaveLength(1);
			expect(await readdir(join(folder, 'rejected'))).toEqual(['b mixed.rejected.xlsx']);
		},
	},
	{
		title: 'a report that cannot be sent stops the run, and the file is imported once all the same',
		start: 'Every Minute',
		given: async (scene) => {
			await drop('e more.csv', invoiceCsv({ number: 'W-5' }, { number: 'W-6', date: 'soon' }));
			await drop('f last.csv', invoiceCsv({ number: 'W-7' }));
			await minutesPass(scene);
			await scene.catcher.addFault({ kind: 'refuse', code: 550, to: 'books' });
			return minute();
		},
		last: 'Mail Result',
		fails: /550|refused|not/i,
		then: async (scene) => {
			expect(await readdir(join(folder, 'rejected'))).toContain('e more.rejected.xlsx');
			await scene.catcher.clearFaults();
			await minutesPass(scene);
			expect(await invoices(scene)).toBe(6);
			expect(await scene.mails('f last.csv')).toHaveLength(1);
		},
	},
	{
		title: 'a file that another run imports now is passed over',
		start: 'Every Minute',
		given: async (scene) => {
			await drop('g long.csv', invoiceCsv({ number: 'W-8' }));
			await minutesPass(scene);
			await scene.change(
				`update msp.import_batch set status = 'importing', claimed_by = gen_random_uuid(),
					claimed_until = now() + interval '1 minute' where file_name = 'g long.csv'`,
			);
			return minute();
		},
		last: 'One by One',
		then: async (scene) => {
			expect(await invoices(scene)).toBe(6);
			await scene.change(`update msp.import_batch set claimed_until = now() where file_name = 'g long.csv'`);
			await minutesPass(scene);
			expect(await invoices(scene)).toBe(7);
			await rm(folder, { recursive: true, force: true });
		},
	},
];
