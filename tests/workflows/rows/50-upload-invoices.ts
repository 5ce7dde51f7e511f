import { z } from 'zod';
import { acceptPage, sealDoor } from '../../../core/importDesk';
import { Readable } from 'node:stream';
import { workbookOfBefore, workbookOfMonth } from '../../../stack/parts/demoWorkbook';
import { invoiceCsv } from '../../support/invoiceCsv';
import type { Arrival, Played, WorkflowScene } from '../../support/workflowScene';
import type { Row } from '../row';

const month = { year: 2026, month: 3 };
const page = 'http://127.0.0.1:5678/webhook/msp/import';

const doorOf = ({ backOffice }: WorkflowScene) =>
	sealDoor(backOffice.vault, { name: 'office', companyCode: 'main', until: null });
const opened = (query: Record<string, string>): Arrival => ({ request: { method: 'GET', query } });
const posted = (query: Record<string, string>, body: Record<string, string>): Arrival => ({
	request: {
		query,
		headers: { 'content-type': 'application/x-www-form-urlencoded' },
		rawBody: new URLSearchParams(body).toString(),
	},
});

/** A file that a browser posts, as the webhook of n8n gives it out. */
const uploaded = (
	query: Record<string, string>,
	file: { readonly name: string; readonly bytes: Buffer },
	body: Record<string, string> = { by: 'Ann', email: 'ann@demo-hosting.example', language: 'en' },
): Arrival => ({
	items: [{ headers: {}, params: {}, query, body }],
	binary: {
		data: { data: file.bytes.toString('base64'), mimeType: 'application/octet-stream', fileName: file.name },
	},
});

/** The address that an answer leads to, as its query. */
const ledTo = ({ answer }: Played) => Object.fromEntries(new URL(String(answer.headers.location), page).searchParams);
let ticket: Record<string, string>;
let resultUrl: string;

/** The rows tell one story, in their order. */
export const uploadInvoices: readonly Row[] = [
	{
		title: 'a person makes the upload link, and its page opens',
		start: 'Make an Upload Link',
		given: () => ({ items: [{}] }),
		last: 'Upload Link',
		items: [{ uploadUrl: expect.stringContaining(`${page}?door=`) as unknown }],
		then: async (scene, { run }) => {
			const { uploadUrl } = z.object({ uploadUrl: z.url() }).parse(run?.output('Upload Link')[0]);
			const shown = await scene.play(
				'msp-50-upload-invoices',
				'Page Opened',
				opened(Object.fromEntries(new URL(uploadUrl).searchParams)),
			);
			expect(shown.answer).toMatchObject({ status: 200, body: expect.stringContaining('type="file"') as unknown });
		},
	},
	{
		title: 'without the link nothing opens, and nobody is told why',
		start: 'Page Opened',
		given: () => opened({ lang: 'fr' }),
		last: 'Answer with Page',
		answer: { status: 403, body: expect.stringContaining('<html lang="fr">') as unknown },
	},
	{
		title: 'the empty workbook is a file to keep',
		start: 'Page Opened',
		given: (scene) => opened({ door: doorOf(scene), lang: 'nl', file: 'template' }),
		last: 'Answer with File',
		then: async (_, { answer }) => {
			expect(answer.headers['content-disposition']).toBe("attachment; filename*=UTF-8''facturen.xlsx");
			await Promise.resolve();
		},
	},
	{
		title: 'a file that is none is refused on the page, and not kept',
		start: 'Page Posted',
		given: (scene) => uploaded({ door: doorOf(scene) }, { name: 'x.xlsx', bytes: Buffer.from('PK\u0003\u0004 none') }),
		last: 'Answer Post with Page',
		answer: { status: 400 },
		then: async (scene) => expect(await scene.count(`select count(*) from msp.import_batch`)).toBe(0),
	},
	{
		title: 'an upload leads to the page that shows what was understood, and changes no invoice',
		start: 'Page Posted',
		given: async (scene) => uploaded({ door: doorOf(scene) }, await workbookOfBefore(month)),
		last: 'Go to Page',
		answer: { status: 303 },
		then: async (scene, played) => {
			ticket = ledTo(played);
			const shown = await scene.play('msp-50-upload-invoices', 'Page Opened', opened(ticket));
			expect(shown.answer.status).toBe(200);
			expect(shown.answer.body).toMatch(/Which comes first, the day or the month/i);
			expect(await scene.count(`select count(*) from msp.invoice where source = 'import'`)).toBe(0);
		},
	},
	{
		title: 'an answer to the question is shown before anything is imported',
		start: 'Page Posted',
		given: () => posted(ticket, { action: 'look', 'dateOrder.0': 'dmy' }),
		last: 'Go to Page',
		answer: { status: 303 },
		then: async (scene, played) => {
			ticket = ledTo(played);
			expect(await scene.count(`select count(*) from msp.invoice where source = 'import'`)).toBe(0);
		},
	},
	{
		title: 'what is confirmed is imported, and the uploader gets a mail that leads to the result',
		start: 'Page Posted',
		given: () => posted(ticket, { action: 'import', 'dateOrder.0': 'dmy' }),
		last: 'Mail Result',
		answer: { status: 303 },
		then: async (scene) => {
			expect(await scene.count(`select count(*) from msp.invoice where source = 'import'`)).toBe(5);
			const [mail] = await scene.mails('facturen-voorlopig.xlsx');
			expect(mail).toMatchObject({ to: ['ann@demo-hosting.example'] });
			resultUrl = /http\S+ticket=\S+/.exec(mail?.text ?? '')?.[0] ?? '';
			const query = Object.fromEntries(new URL(resultUrl).searchParams);
			const shown = await scene.play('msp-50-upload-invoices', 'Page Opened', opened(query));
			expect(shown.answer.body).toContain('5 invoices imported');
		},
	},
	{
		title: 'the same post once more imports nothing',
		start: 'Page Posted',
		given: () => posted(ticket, { action: 'import' }),
		last: 'Go to Page',
		then: async (scene) => {
			expect(await scene.count(`select count(*) from msp.import_batch`)).toBe(1);
			expect(await scene.mails('facturen-voorlopig.xlsx')).toHaveLength(1);
		},
	},
	{
		title: 'an import that nobody made after it was confirmed is made within five minutes, and told',
		start: 'Every 5 Minutes',
		given: async (scene) => {
			const door = doorOf(scene);
			const { name, bytes } = await workbookOfMonth(month);
			const body = { by: 'Ann', email: 'ann@demo-hosting.example', language: 'en' };
			const openFile = async () => ({ name, stream: Readable.from([bytes]) });
			const look = await acceptPage(scene.backOffice, { door, ticket: '', body, openFile });
			if (!('location' in look)) throw new Error('The upload was refused.');
			const { ticket: sealed = '' } = Object.fromEntries(new URL(look.location, page).searchParams);
			// n8n dies right after the page was posted.
			await acceptPage(scene.backOffice, { door, ticket: sealed, body: { action: 'import' } });
			return { items: [{}] };
		},
		last: 'Mail Result',
		then: async (scene) => {
			expect(await scene.count(`select count(*) from msp.invoice where source = 'import'`)).toBe(253);
			const [mail] = await scene.mails('facturen-2026-03.xlsx');
			expect(mail?.subject).toContain('248 invoices imported, 3 updated, 2 unchanged');
			const query = { ...Object.fromEntries(new URL(/http\S+ticket=\S+/.exec(mail?.text ?? '')?.[0] ?? '').searchParams) };
			const shown = await scene.play('msp-50-upload-invoices', 'Page Opened', opened({ ...query, file: 'rejected' }));
			expect(shown.answer.headers['content-disposition']).toBe(
				"attachment; filename*=UTF-8''facturen-2026-03.rejected.xlsx",
			);
		},
	},
	{
		title: 'five minutes later there is nothing to do',
		start: 'Every 5 Minutes',
		given: () => ({ items: [{}] }),
		last: 'List Interrupted',
		items: [],
	},
	{
		title: 'who gives no address gets no mail',
		start: 'Page Posted',
		given: async (scene) => {
			const file = { name: 'one.csv', bytes: Buffer.from(invoiceCsv({ number: 'U-1' })) };
			const look = await scene.play(
				...(['msp-50-upload-invoices', 'Page Posted', uploaded({ door: doorOf(scene) }, file, { by: 'Ann' })] as const),
			);
			return posted(ledTo(look), { action: 'import' });
		},
		last: 'Mail Wanted?',
		then: async (scene) => expect(await scene.mails('one.csv')).toEqual([]),
	},
];
