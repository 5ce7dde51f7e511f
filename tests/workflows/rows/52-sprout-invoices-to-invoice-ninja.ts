import { z } from 'zod';
import { shopOf } from '../../support/ninjaShop';
import { playSite } from '../../support/sproutSite/generate';
import { asSql } from '../../support/sproutSite/write';
import type { Arrival, WorkflowScene } from '../../support/workflowScene';
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
		last: 'Mail Preview',
		then: async (scene, { run }) => {
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
		},
	},
	{
		title: 'one client without a difference is told so, in the singular',
		start: 'Upload Export',
		given: () => csvUpload('Invoice ID,Company,Invoice Date,Status\n7,Acme,2024-01-02,publish\n'),
		last: 'Mail Preview',
		then: async (scene) => {
			const [mail] = await scene.mails('preview of 1 client, 1 invoice and 0 payments');
			expect(mail?.text).toContain('There are no differences.');
			expect(mail?.text).not.toContain('Read the differences');
		},
	},
	{
		title: 'a person starts the move, which works in parts and reports',
		start: 'Start or Undo',
		given: () => start('run'),
		last: 'Mail Report',
		then: async (scene) => {
			const [clients = 0, invoices = 0] = await held(scene);
			const [clientsBefore = 0, invoicesBefore = 0] = before;
			expect([clients - clientsBefore, invoices - invoicesBefore]).toEqual([12, 60]);
			expect(await scene.count(`select count(*) from msp.migration_row where state = 'failed'`)).toBe(0);
			expect(await scene.count(`select count(*) from msp.migration_batch where status = 'finished'`)).toBe(1);
			const [mail] = await scene.mails('100 % moved');
			expect(mail?.text).toContain(batch.batchId);
		},
	},
	{
		title: 'the same batch is undone, and Invoice Ninja is as before',
		start: 'Start or Undo',
		given: () => start('undo'),
		last: 'Mail Undone',
		then: async (scene) => {
			expect(await held(scene)).toEqual(before);
			expect(await scene.count(`select count(*) from msp.migration_batch where status = 'undone'`)).toBe(1);
			const [mail] = await scene.mails('batch undone');
			expect(mail?.text).toContain('Nothing is left of the batch');
			expect(mail?.text).not.toMatch(/kept/);
		},
	},
];
