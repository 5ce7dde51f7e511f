import type { IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { NinjaRow } from '../../core/invoiceNinja';
import { readRawBody } from '../shared/rawBody';

/** n8n's own limit. An invoice of ten thousand lines has a few million bytes. */
const maxBodyBytes = 16 * 2 ** 20;

const body = z.looseObject({ id: z.string().regex(/^[A-Za-z0-9]{1,100}$/) });

/** What a delivery says of its object; undefined when it names none. Only its ID and its stamp are used. */
export async function hintIn(node: IWebhookFunctions): Promise<NinjaRow | undefined> {
	const raw = await readRawBody(node, maxBodyBytes);
	if (!Buffer.isBuffer(raw)) return undefined;
	try {
		return body.safeParse(JSON.parse(raw.toString('utf8'))).data;
	} catch {
		return undefined;
	}
}
