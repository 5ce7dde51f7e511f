import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import type { SideEffect } from '../../tasks';
import { kindOf, type NinjaEntity } from '../entities';
import type { Ninja } from '../ninja';

const uploadIntent = z.object({ id: z.string(), fileName: z.string(), before: z.number().int() });

export interface UploadInput {
	readonly id: string;
	readonly file: { readonly name: string; readonly mimeType: string; readonly bytes: Buffer };
}

const holder = z.looseObject({
	documents: z.array(z.looseObject({ id: z.string(), name: z.string().default('') })).default([]),
});
const uploaded = z.looseObject({ id: z.string(), fileName: z.string(), documents: z.array(z.unknown()) });

/** Adds a file to a row. The documents of that name are counted before: one more means that it is there. */
export function documentUpload(
	ninja: Ninja,
	entity: NinjaEntity,
	file: UploadInput['file'],
): SideEffect<{ readonly id: string }, z.infer<typeof uploadIntent>, z.infer<typeof uploaded>> {
	const namedIn = async (id: string) => {
		const row = await ninja.get(entity, id, ['documents']);
		if (!row) throw new ExternalError('not_found', `${kindOf(entity).label} ${id} does not exist`, 'Check the ID.');
		return holder.parse(row).documents.filter(({ name }) => name === file.name);
	};
	return {
		name: `invoiceNinja.${entity}.upload`,
		intent: uploadIntent,
		result: uploaded,
		plan: async ({ id }) => ({ intent: { id, fileName: file.name, before: (await namedIn(id)).length } }),
		async apply({ id, fileName }) {
			const path = `/${kindOf(entity).path}/${encodeURIComponent(id)}/upload`;
			await ninja.call({ method: 'POST', path, form: formOf(file), changes: true });
			return { id, fileName, documents: (await namedIn(id)).slice(-1) };
		},
		async readBack({ id, fileName, before }) {
			const named = await namedIn(id);
			if (named.length <= before) return { state: 'absent' };
			return { state: 'ours', result: { id, fileName, documents: named.slice(-1) } };
		},
	};
}

/** A form with one file (RFC 7578). Invoice Ninja reads uploads from PUT, which PHP only knows as a field of a POST. */
function formOf({ name, mimeType, bytes }: UploadInput['file']): { contentType: string; bytes: Buffer } {
	const boundary = `msp-${randomUUID()}`;
	const fileName = name.replace(/["\r\n]/g, '_');
	const head = [
		`--${boundary}\r\nContent-Disposition: form-data; name="_method"\r\n\r\nPUT\r\n`,
		`--${boundary}\r\nContent-Disposition: form-data; name="documents[]"; filename="${fileName}"\r\n`,
		`Content-Type: ${mimeType.replace(/[\r\n]/g, '')}\r\n\r\n`,
	].join('');
	return {
		contentType: `multipart/form-data; boundary=${boundary}`,
		bytes: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
	};
}
