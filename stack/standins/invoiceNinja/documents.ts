import type { StandinAnswer, StandinRequest } from '../shared';
import { complaints, notFound } from './refusals';
import { keyOf, type Row } from './state';
import { find, insert, touch, type Call } from './store';
import { text, valuesList } from './values';

export interface UploadedFile {
	readonly field: string;
	readonly name: string;
	readonly type: string;
	readonly content: Buffer;
}

/** The parts of a multipart body. */
export function partsOf({ headers, bytes }: StandinRequest): UploadedFile[] {
	const boundary = /boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '')?.[1];
	if (!boundary) return [];
	const whole = bytes.toString('latin1');
	return whole
		.split(`--${boundary}`)
		.slice(1, -1)
		.map((part) => {
			const at = part.indexOf('\r\n\r\n');
			const head = Buffer.from(part.slice(0, at), 'latin1').toString('utf8');
			return {
				field: /name="([^"]*)"/.exec(head)?.[1] ?? '',
				name: /filename="([^"]*)"/.exec(head)?.[1] ?? '',
				type: /content-type: *([^\r\n]+)/i.exec(head)?.[1] ?? 'application/octet-stream',
				content: Buffer.from(part.slice(at + 4, -2), 'latin1'),
			};
		});
}

/** POST /{entity}/{id}/upload with `_method=PUT` and `documents[]` (UploadInvoiceRequest.php and its neighbours). */
export function upload(call: Call, row: Row, request: StandinRequest): void {
	const parts = partsOf(request);
	const wrong = complaints();
	const files = parts.filter(({ field, name }) => /^(documents|file)(\[\d*\])?$/.test(field) && name !== '');
	if (files.length === 0) wrong.required('documents');
	wrong.end();
	for (const file of files) row.documents = [...valuesList(row.documents), keep(call, file)];
	touch(row);
}

function keep(call: Call, { name, type, content }: UploadedFile): Row {
	const made = insert(call, 'documents', { name, size: content.length });
	Object.assign(made, {
		hash: keyOf(made.id),
		type: name.split('.').at(-1)?.toLowerCase() ?? type,
		url: `${call.url}/documents/${keyOf(made.id)}`,
	});
	call.company.files[made.id] = { type, content: content.toString('base64') };
	return made;
}

export function downloadDocument(call: Call, id: string): StandinAnswer {
	const row = find(call.company, 'documents', id);
	const file = call.company.files[id];
	if (!row || !file) throw notFound('documents', id);
	return {
		headers: { 'content-type': file.type, 'content-disposition': `attachment; filename=${text(row.name)}` },
		body: Buffer.from(file.content, 'base64'),
	};
}

/** A deleted document leaves the row that it was with. */
export function forgetDocument(call: Call, id: string): void {
	for (const rows of Object.values(call.company.rows)) {
		for (const row of Object.values(rows)) {
			if (Array.isArray(row.documents)) row.documents = valuesList(row.documents).filter((one) => one.id !== id);
		}
	}
}
