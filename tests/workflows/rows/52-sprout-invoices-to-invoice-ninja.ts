import { z } from 'zod';
import { shopOf } from '../../support/ninjaShop';
import { playSite } from '../../support/sproutSite/generate';
import { asSql } from '../../support/sproutSite/write';
import type { Arrival, Played, WorkflowScene } from '../../support/workflowScene';
import type { Row } from '../row';

const site = playSite(52, { clients: 12, invoices: 60, payments: 40 });

const uploaded: Arrival = {
	items: [{ Kind: 'sql', Dates: 'iso' }],
	binary: {
		Export: { data: Buffer.from(asSql(site)).toString('base64'), mimeType: 'application/sql', fileName: 'dump.sql' },
	},
};

const csvUpload = (invoices: string): Arrival => ({
	items: [{ Kind: 'csv', Dates: 'iso' }],
	binary: {
		Export: { data: Buffer.from(invoices).toString('base64'), mimeType: 'text/csv', fileName: 'invoices.csv' },
	},
});

/** What the last page of a form says. */
const pageOf = ({ run }: Played, page: string) =>
	`${String(run?.parameter(page, 'completionTitle'))}\n${String(run?.parameter(page, 'completionMessage'))}`;

/** The batch that the upload has made. */
const preview = z.object({ batchId: z.uuid(), total: z.number() });
let batch: z.infer<typeof preview>;
const start = (what: 'run' | 'undo'): Arrival => ({ items: [{ 'Batch ID': batch.batchId, What: what }] });

const held = async (scene: WorkflowScene) => {
	const shop = shopOf(scene);
	const [clients, invoices, payments] = await Promise.all(
		['clients', 'invoices', 'payments'].map(async (path) => await shop.list(path, 'status=active,archived&per_page=5000')),
	);
	return [clients?.length, invoices?.length, payments?.length];
};
let before: Awaited<ReturnType<typeof held>>;

/** The rows tell one story, in their order: the preview, the move, the way back. */
export const sproutMigration: readonly Row[] = [
	{
		title: 'an upload is previewed and mailed, and changes nothing at Invoice Ninja',
		start: 'Upload Export',
		given: async (scene) => {
			before = await held(scene);
			return uploaded;
		},
		last: 'Previewed',
		then: async (scene, played) => {
			const { run } = played;
			expect(await held(scene)).toEqual(before);
			const output = run?.run.data.resultData.runData.Preview?.at(-1)?.data?.main?.[0]?.[0]?.json;
			batch = preview.parse(output);
			expect(output).toMatchObject({ status: 'planned', percent: 0 });
			const [mail] = await scene.mails('Sprout Invoices: preview');
			// What is cancelled or archived afterwards is no invoice more.
			expect(mail?.subject).toMatch(/preview of 12 clients, 60 invoices and \d+ payments$/);
			expect(mail?.text).toContain(batch.batchId);
			expect(mail?.text).toMatch(/http:\S+\/form\/msp\/sprout-start with the batch ID/);
			expect(mail?.text).not.toMatch(/: (\S+) → \1\. |– → –/);
			const page = pageOf(played, 'Previewed');
			expect(page).toContain(`Batch ${batch.batchId} would make 12 clients, 60 invoices and `);
			expect(page).toContain('A mail with the differences goes to operator@demo-hosting.example.');
			expect(page).toMatch(/<a href="http:\S+\/form\/msp\/sprout-start">/);
		},
	},
	{
		title: 'one client without a difference is told so, in the singular',
		start: 'Upload Export',
		given: () => csvUpload('Invoice ID,Company,Invoice Date,Status\n7,Acme,2024-01-02,publish\n'),
		last: 'Previewed',
		then: async (scene) => {
			const [mail] = await scene.mails('preview of 1 client, 1 invoice and 0 payments');
			expect(mail?.text).toContain('There are no differences.');
			expect(mail?.text).not.toContain('Read the differences');
		},
	},
	{
		title: 'a mail that cannot be sent is told on the page, with the batch ID all the same',
		start: 'Upload Export',
		given: async (scene) => {
			await scene.catcher.addFault({ kind: 'refuse', code: 550, to: 'operator' });
			return csvUpload('Invoice ID,Company,Invoice Date,Status\n7,Acme,2024-01-02,publish\n');
		},
		last: 'Previewed',
		then: async (_, played) => {
			expect(pageOf(played, 'Previewed')).toMatch(/could not be sent: .*with the batch ID <b>[0-9a-f-]{36}<\/b>/);
			await Promise.resolve();
		},
	},
	{
		title: 'a file that is none is refused on the page, and nobody gets a mail',
		start: 'Upload Export',
		given: () => csvUpload('Number,Company\n7,Acme\n'),
		last: 'No Preview',
		items: [{ error: expect.stringMatching(/has no columns 'Invoice ID', 'Invoice Date'/) as unknown }],
		then: async (scene, played) => {
			expect(await scene.count(`select count(*) from msp.migration_batch`)).toBe(2);
			expect(pageOf(played, 'No Preview')).toMatch(/cannot be previewed\n.*'Invoice Date'.*Nothing was changed/);
			expect(pageOf(played, 'No Preview')).not.toContain('[item');
		},
	},
	...['nonsense', '5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10'].map(
		(wrong): Row => ({
			title: `the batch ID ${wrong} is refused on the page`,
			start: 'Start or Undo',
			given: () => ({ items: [{ 'Batch ID': wrong, What: 'run' }] }),
			last: 'Not Started',
			items: [{ error: expect.stringMatching(/batch/) as unknown }],
			then: async (_, played) => {
				expect(pageOf(played, 'Not Started')).toMatch(/Nothing was started\n.*batch/);
				await Promise.resolve();
			},
		}),
	),
	{
		title: 'a person starts the move, which works in parts and reports',
		start: 'Start or Undo',
		given: () => start('run'),
		last: 'Mail Report',
		then: async (scene, played) => {
			expect(pageOf(played, 'Started')).toContain(`The move has begun\nBatch ${batch.batchId} was `);
			const [clients = 0, invoices = 0] = await held(scene);
			const [clientsBefore = 0, invoicesBefore = 0] = before;
			expect([clients - clientsBefore, invoices - invoicesBefore]).toEqual([12, 60]);
			expect(await scene.count(`select count(*) from msp.migration_row where state = 'failed'`)).toBe(0);
			expect(await scene.count(`select count(*) from msp.migration_batch where status = 'finished'`)).toBe(1);
			const [mail] = await scene.mails('100 % moved');
			expect(mail?.text).toContain('links the moved clients to your customers');
			expect(mail?.text).toContain(batch.batchId);
		},
	},
	{
		title: 'the same batch is undone, and Invoice Ninja is as before',
		start: 'Start or Undo',
		given: () => start('undo'),
		last: 'Mail Undone',
		then: async (scene, played) => {
			expect(pageOf(played, 'Started')).toContain('The way back has begun');
			expect(await held(scene)).toEqual(before);
			expect(await scene.count(`select count(*) from msp.migration_batch where status = 'undone'`)).toBe(1);
			const [mail] = await scene.mails('batch undone');
			expect(mail?.text).toContain('Nothing is left of the batch');
			expect(mail?.text).not.toMatch(/kept/);
		},
	},
];
