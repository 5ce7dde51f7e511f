import type { IWebhookFunctions } from 'n8n-workflow';
import { maxBodyBytes, rejection, type Rejection } from '../../core/payments';
import { readRawBody as readBody } from '../shared/rawBody';

/** Reads the body, byte for byte. A body that cannot be an event is refused. */
export async function readRawBody(node: IWebhookFunctions): Promise<Buffer | Rejection> {
	const body = await readBody(node, maxBodyBytes);
	if (body === 'too_large') return rejection('oversized', `its body is larger than ${maxBodyBytes} bytes`);
	if (body === 'unreadable') return rejection('malformed', 'its body cannot be read to its end');
	return body === 'missing' ? rejection('malformed', 'it has no body') : body;
}
