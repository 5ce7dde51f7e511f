import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime, { type Email } from 'postal-mime';
import { z } from 'zod';
import { readJson, writeWhole } from '../parts/files';

const envelopeSchema = z.object({
	id: z.string(),
	/** ISO. */
	receivedAt: z.string(),
	from: z.string(),
	to: z.array(z.string()),
	subject: z.string(),
	messageId: z.string(),
	size: z.number(),
});
/** A mail in the list: who sent it to whom, by the envelope. */
export type CaughtMail = Readonly<z.infer<typeof envelopeSchema>>;

export interface OpenedMail extends CaughtMail {
	readonly headers: ReadonlyArray<{ readonly name: string; readonly value: string }>;
	readonly text: string;
	readonly html: string;
	readonly attachments: ReadonlyArray<{ readonly filename: string; readonly mimeType: string; readonly size: number }>;
	/** As it was received. */
	readonly source: string;
}

/** The caught mails, on disk. */
export interface MailBox {
	keep(envelope: { from: string; to: readonly string[] }, source: Buffer): Promise<CaughtMail>;
	/** Newest first. */
	list(): readonly CaughtMail[];
	/** Undefined where there is none. */
	open(id: string): Promise<OpenedMail | undefined>;
	clear(): Promise<void>;
}

export async function openMailBox(folder: string): Promise<MailBox> {
	await mkdir(folder, { recursive: true });
	const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
	const read = await Promise.all(
		files.map(async (file) => envelopeSchema.safeParse(await readJson(join(folder, file)))),
	);
	const mails = read.flatMap(({ data }) => (data ? [data] : [])).sort((one, other) => (one.id < other.id ? 1 : -1));
	const fileOf = (id: string, kind: 'eml' | 'json') => join(folder, `${id}.${kind}`);
	let counted = 0;

	return {
		keep: async ({ from, to }, source) => {
			const receivedAt = new Date().toISOString();
			counted += 1;
			// In the order of arrival, also within a millisecond.
			const order = `${receivedAt.replace(/\D/g, '')}-${String(counted).padStart(6, '0')}`;
			const { subject = '', messageId = '' } = await PostalMime.parse(source);
			const id = `${order}-${randomBytes(3).toString('hex')}`;
			const mail = { id, receivedAt, from, to: [...to], subject, messageId, size: source.length };
			await writeWhole(fileOf(id, 'eml'), source, 0o600);
			await writeWhole(fileOf(id, 'json'), JSON.stringify(mail), 0o600);
			mails.unshift(mail);
			return mail;
		},
		list: () => mails,
		open: async (id) => {
			const mail = mails.find((one) => one.id === id);
			if (!mail) return undefined;
			const source = await readFile(fileOf(id, 'eml'));
			return { ...mail, ...shown(await PostalMime.parse(source)), source: source.toString('utf8') };
		},
		clear: async () => {
			const gone = mails.splice(0);
			await Promise.all(
				gone.flatMap(({ id }) => [rm(fileOf(id, 'eml'), { force: true }), rm(fileOf(id, 'json'), { force: true })]),
			);
		},
	};
}

function shown({ headers, text = '', html = '', attachments }: Email) {
	return {
		headers: headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
		text,
		html,
		attachments: attachments.map(({ filename, mimeType, content }) => ({
			filename: filename ?? 'unnamed',
			mimeType,
			size: typeof content === 'string' ? content.length : content.byteLength,
		})),
	};
}
