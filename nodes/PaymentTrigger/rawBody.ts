import type { IWebhookFunctions } from 'n8n-workflow';
import { maxBodyBytes, rejection, type Rejection } from '../../core/payments';

/** What n8n adds to Express's request. */
interface RawRequest {
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly rawBody?: unknown;
	readonly readRawBody?: () => Promise<void>;
	readonly resume?: () => void;
}

/** Reads the body, byte for byte. A body that cannot be an event is refused. */
export async function readRawBody(node: IWebhookFunctions): Promise<Buffer | Rejection> {
	const request: RawRequest = node.getRequestObject();
	const tooLarge = rejection('oversized', `its body is larger than ${maxBodyBytes} bytes`);
	if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return tooLarge;
	try {
		if (request.rawBody === undefined) await request.readRawBody?.();
	} catch (error) {
		// The rest of the body would stand in the way of the next request on the connection.
		request.resume?.();
		return isTooLarge(error) ? tooLarge : rejection('malformed', 'its body cannot be read to its end');
	}
	const { rawBody } = request;
	if (!Buffer.isBuffer(rawBody)) return rejection('malformed', 'it has no body');
	return rawBody.length > maxBodyBytes ? tooLarge : rawBody;
}

/** raw-body throws this beyond n8n's own limit. */
function isTooLarge(error: unknown): boolean {
	return error instanceof Error && 'status' in error && error.status === 413;
}
