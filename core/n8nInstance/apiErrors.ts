import { z } from 'zod';
import { ExternalError } from '../kernel/errors';
import type { HttpResponse } from '../kernel/http';

const body = z.object({ message: z.string() });

/** What n8n says in an answer, in one line. */
export function messageIn({ text }: HttpResponse): string {
	try {
		return body.parse(JSON.parse(text)).message.replace(/\s+/g, ' ').trim().slice(0, 600);
	} catch {
		return (
			text
				.replace(/<[^>]*>/g, ' ')
				.replace(/\s+/g, ' ')
				.trim()
				.slice(0, 120) || 'no reason given'
		);
	}
}

/** A refusal of the public API, with what to do about it. */
export function refusalOf(answer: HttpResponse, what: string, scope: string): ExternalError {
	const said = `n8n refuses ${what} (${answer.status}): ${messageIn(answer)}`;
	if (answer.status === 401) {
		return new ExternalError(
			'auth',
			said,
			'The API key is wrong, has expired, or belongs to another n8n: make one in Settings → n8n API.',
		);
	}
	if (answer.status === 403) {
		return new ExternalError(
			'permission',
			said,
			`Give the API key the scope ${scope} (Settings → n8n API), and take a key of the owner or of an administrator.`,
		);
	}
	if (answer.status === 404) {
		return new ExternalError(
			'not_found',
			said,
			'If nothing was found at all: the public API may be switched off (N8N_PUBLIC_API_DISABLED), or n8n is below a path that --url must name.',
		);
	}
	const unknown = /Unrecognized node type: (\S+)/.exec(said)?.[1];
	if (unknown !== undefined) {
		return new ExternalError(
			'invalid',
			said,
			/^n8n-nodes-msp\./.test(unknown)
				? 'Install the pack in this n8n, in the version of this command, and start n8n again.'
				: `Install the package that has the node ${unknown}, or switch it on (NODES_EXCLUDE).`,
		);
	}
	if (/conflict with one of the webhooks/i.test(said)) {
		return new ExternalError('exists', said, 'Another published workflow answers at the same address: unpublish it.');
	}
	if (/not published/.test(said)) {
		return new ExternalError('invalid', said, 'Publish the workflow that it calls first.');
	}
	if (answer.status >= 500 || answer.status === 429) {
		return new ExternalError('busy', said, 'Look into the log of n8n, and run the command again: that is safe.');
	}
	return new ExternalError('invalid', said, 'Look at the workflow in the editor of n8n: it shows what is missing.');
}
