import type { IWebhookFunctions } from 'n8n-workflow';

/** What n8n adds to Express's request. */
interface RawRequest {
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly contentType?: string;
	readonly rawBody?: unknown;
	readonly readRawBody?: () => Promise<void>;
	readonly resume?: () => void;
}

/** Why there is no body to read. */
export type BodyFault = 'too_large' | 'unreadable' | 'missing';

/** Reads the body of a request, byte for byte. */
export async function readRawBody(node: IWebhookFunctions, maxBytes: number): Promise<Buffer | BodyFault> {
	const request: RawRequest = node.getRequestObject();
	if (Number(request.headers['content-length'] ?? 0) > maxBytes) return 'too_large';
	// n8n has taken it apart: nobody can read it again, byte for byte.
	if (request.rawBody === undefined && request.contentType === 'multipart/form-data') return 'unreadable';
	try {
		if (request.rawBody === undefined) await request.readRawBody?.();
	} catch (error) {
		// The rest of the body would stand in the way of the next request on the connection.
		request.resume?.();
		return isTooLarge(error) ? 'too_large' : 'unreadable';
	}
	const { rawBody } = request;
	if (!Buffer.isBuffer(rawBody)) return 'missing';
	return rawBody.length > maxBytes ? 'too_large' : rawBody;
}

/** raw-body throws this beyond n8n's own limit. */
function isTooLarge(error: unknown): boolean {
	return error instanceof Error && 'status' in error && error.status === 413;
}
