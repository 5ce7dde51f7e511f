import type { IWebhookFunctions } from 'n8n-workflow';
import { refusal } from '../shared/problem';
import { readRawBody } from '../shared/rawBody';

/** The longest call of the pack names a thousand tasks: 39,000 characters. */
export const maxBodyBytes = 64 * 1024;

const sendObject = 'Send one JSON object, such as {"taskId": "…"}.';

/**
 * Reads the body as a JSON object, whatever n8n would make of it.
 *
 * @throws Refused when it is none.
 */
export async function readJsonBody(node: IWebhookFunctions): Promise<Readonly<Record<string, unknown>>> {
	const type = node.getHeaderData()['content-type'];
	if (typeof type !== 'string' || !/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) {
		throw refusal('wrong_content_type', {
			detail: type === undefined ? 'The call names no content type.' : 'The content type of the call is not JSON.',
			remedy: 'Send the header Content-Type: application/json.',
		});
	}
	const body = await readRawBody(node, maxBodyBytes);
	if (body === 'too_large') {
		const detail = `The body is larger than ${maxBodyBytes} bytes.`;
		throw refusal('too_large', { detail, remedy: 'Split the call into several.' });
	}
	if (body === 'unreadable') {
		throw refusal('malformed_body', { detail: 'The body breaks off.', remedy: 'Send the call again.' });
	}
	if (body === 'missing' || body.length === 0) {
		throw refusal('malformed_body', { detail: 'The call has no body.', remedy: sendObject });
	}
	const value = parsed(body);
	if (value === undefined) throw refusal('malformed_body', { detail: 'The body is not JSON.', remedy: sendObject });
	if (isObject(value)) return value;
	throw refusal('not_an_object', {
		detail: `The body is ${value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`}.`,
		remedy: sendObject,
	});
}

function parsed(body: Buffer): unknown {
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
	} catch {
		return undefined;
	}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
