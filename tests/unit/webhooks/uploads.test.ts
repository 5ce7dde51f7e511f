import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IWebhookFunctions } from 'n8n-workflow';
import { removeUploads } from '../../../nodes/shared/uploads';

const nodeWith = (contentType: string, body: unknown) =>
	({ getRequestObject: () => ({ contentType, body }) }) as unknown as IWebhookFunctions;

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-msp-uploads-'));
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

async function upload(name: string, where = tmpdir()): Promise<string> {
	const path = join(where, `n8n-nodes-msp-upload-${process.pid}-${name}`);
	await writeFile(path, 'forged');
	return path;
}

test('the files that n8n has made of a form go, alone or several under one name', async () => {
	const [one, two, three] = await Promise.all(['one', 'two', 'three'].map(async (name) => await upload(name)));
	const files = { a: { filepath: one }, b: [{ filepath: two }, { filepath: three }], c: { filepath: 7 }, d: null };
	await removeUploads(nodeWith('multipart/form-data', { data: {}, files }));
	expect([one, two, three].map((path) => existsSync(path ?? ''))).toEqual([false, false, false]);
});

test.each(['application/json', 'text/plain', ''])('a sender cannot name a file to remove: %p', async (contentType) => {
	const path = await upload('named');
	await removeUploads(nodeWith(contentType, { files: { a: { filepath: path } } }));
	expect(existsSync(path)).toBe(true);
	await rm(path);
});

test('only what lies in the folder for temporary files itself is removed', async () => {
	const path = await upload('below', folder);
	const around = join(folder, '..', 'missing', '..', path.slice(tmpdir().length + 1));
	const files = { a: { filepath: path }, b: { filepath: around } };
	await removeUploads(nodeWith('multipart/form-data', { data: { files }, files }));
	expect(existsSync(path)).toBe(true);
});

test('a body that is none, or a form without files, is no fault', async () => {
	for (const body of [undefined, null, 'text', { data: {} }, { files: [] }]) {
		await removeUploads(nodeWith('multipart/form-data', body));
	}
});
