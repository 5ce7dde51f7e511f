import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';

/** What n8n makes of `multipart/form-data` before a node is asked. Each file is one or several. */
const form = z.object({ files: z.record(z.string(), z.unknown()) });
const file = z.object({ filepath: z.string() });

/** What n8n adds to Express's request. */
interface FormRequest {
	readonly contentType?: string;
	readonly body?: unknown;
}

/**
 * Removes the files of a form, which no trigger of the pack takes. n8n writes them into the folder for temporary files
 * before it asks the node, and older versions leave them there: a sender without a key could fill the disk.
 */
export async function removeUploads(node: IWebhookFunctions): Promise<void> {
	const request: FormRequest = node.getRequestObject();
	// Only then n8n has made the paths. In any other body they are the sender's words.
	if (request.contentType !== 'multipart/form-data') return;
	const { data } = form.safeParse(request.body);
	const paths = Object.values(data?.files ?? {})
		.flat()
		.flatMap((one) => file.safeParse(one).data?.filepath ?? []);
	const own = paths.filter((path) => dirname(resolve(path)) === resolve(tmpdir()));
	await Promise.all(own.map(async (path) => await rm(path, { force: true }).catch(() => undefined)));
}
