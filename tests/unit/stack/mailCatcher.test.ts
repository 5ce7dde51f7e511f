import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { startMailCatcher, type MailCatcher, type MailFault } from '../../../stack/mailCatcher';

let folder: string;
let catcher: MailCatcher;

const open = async () => await startMailCatcher({ smtpPort: 0, pagePort: 0, folder });

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'mail-catcher-'));
	catcher = await open();
});

afterEach(async () => {
	await catcher.close();
	await rm(folder, { recursive: true, force: true });
});

async function send(subject: string, more: object = {}) {
	const transport = createTransport({ host: '127.0.0.1', port: catcher.smtpPort, secure: false });
	return await transport.sendMail({
		from: 'shop@msp.example',
		to: 'zoë@customer.example',
		subject,
		text: 'Bonjour à tous',
		html: '<p>Bonjour à tous</p><script>alert(1)</script>',
		...more,
	});
}

async function get(path: string): Promise<{ status: number; policy: string | null; text: string }> {
	const response = await fetch(`${catcher.url}${path}`);
	return {
		status: response.status,
		policy: response.headers.get('content-security-policy'),
		text: await response.text(),
	};
}

const list = async () =>
	JSON.parse((await get('/messages')).text) as Array<{ id: string; subject: string; to: string[] }>;

async function plan(fault: MailFault) {
	await fetch(`${catcher.url}/_standin/faults`, { method: 'POST', body: JSON.stringify(fault) });
}

test('a mail is kept with all that it holds, newest first, also by the next catcher on the same folder', async () => {
	await send('Un');
	await send('Été <b>&');
	await catcher.close();
	catcher = await open();

	const mails = await list();
	expect(mails.map(({ subject }) => subject)).toEqual(['Été <b>&', 'Un']);
	const opened = JSON.parse((await get(`/messages/${mails[0]?.id ?? ''}`)).text);
	expect(opened).toMatchObject({ from: 'shop@msp.example', text: expect.stringContaining('Bonjour à tous') });
	expect(opened.headers).toContainEqual({ name: 'From', value: 'shop@msp.example' });
	expect(opened.source).toContain('multipart/alternative');
});

test('what a mail says cannot act on the page: it is escaped, and its HTML runs nothing and fetches nothing', async () => {
	await send('<img src=x onerror=alert(1)>');
	const [mail] = await list();
	for (const path of ['/', `/mail/${mail?.id ?? ''}`]) {
		expect((await get(path)).text).not.toContain('<img src=x');
	}
	const frame = await get(`/messages/${mail?.id ?? ''}/html`);
	expect(frame.text).toContain('<p>Bonjour à tous</p>');
	expect(frame.policy).toMatch(/default-src 'none'.*sandbox/);
});

test('all mails are deleted, and a mail that is not there is said to be so', async () => {
	await send('Un');
	expect((await fetch(`${catcher.url}/messages`, { method: 'DELETE' })).status).toBe(204);
	expect(await list()).toEqual([]);
	expect((await get('/mail/none')).status).toBe(404);
	expect((await get('/messages/none')).status).toBe(404);
});

test.each([
	['drop_after', 1],
	['drop_before', 0],
] as const)('%s: the connection is cut without an answer, and %i mails are kept', async (kind, kept) => {
	await plan({ kind });
	await expect(send('Cut')).rejects.toThrow(/closed/i);
	expect(await list()).toHaveLength(kept);
	await send('Next');
	expect(await list()).toHaveLength(kept + 1);
});

test('a refusal has the code that was planned, for the recipients or the sender it was planned for', async () => {
	await plan({ kind: 'refuse', at: 'rcpt', to: '^ann@', code: 550, message: 'No such user' });
	await send('For another');
	await expect(send('For Ann', { to: 'ann@customer.example' })).rejects.toMatchObject({ responseCode: 550 });
	await plan({ kind: 'refuse', at: 'mail', to: '^shop@', code: 553, message: '5.7.1 not owned by user' });
	await expect(send('As another')).rejects.toMatchObject({ responseCode: 553, command: 'MAIL FROM' });
	await plan({ kind: 'refuse', code: 451 });
	await expect(send('Later')).rejects.toMatchObject({ responseCode: 451 });
	expect((await list()).map(({ subject }) => subject)).toEqual(['For another']);
});

test('a held mail is kept at once and answered when it is released', async () => {
	await plan({ kind: 'hold' });
	let answered = false;
	const sending = send('Held').then(() => (answered = true));
	while ((await list()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
	expect(answered).toBe(false);
	await fetch(`${catcher.url}/_standin/release`, { method: 'POST' });
	await sending;
	expect(await list()).toHaveLength(1);
});

test('a fault that is none is refused', async () => {
	const answer = await fetch(`${catcher.url}/_standin/faults`, { method: 'POST', body: '{"kind":"explode"}' });
	expect(answer.status).toBe(400);
});
