import type { IWebhookFunctions } from 'n8n-workflow';
import { rowOf, type NinjaRow } from '../../core/invoiceNinja';
import { readRawBody } from '../shared/rawBody';

/** n8n's own limit. An invoice of ten thousand lines has a few million bytes. */
const maxBodyBytes = 16 * 2 ** 20;

/** Invoice Ninja's IDs are letters and digits. */
const identified = /^[A-Za-z0-9]{1,100}$/;

/** What a delivery says of its object; undefined when it names none. Only its ID and its stamp are used. */
export async function hintIn(node: IWebhookFunctions): Promise<NinjaRow | undefined> {
	const raw = await readRawBody(node, maxBodyBytes);
	if (!Buffer.isBuffer(raw)) return undefined;
	try {
		const row = rowOf(JSON.parse(raw.toString('utf8')));
		return row && identified.test(row.id) ? row : undefined;
	} catch {
		return undefined;
	}
}
