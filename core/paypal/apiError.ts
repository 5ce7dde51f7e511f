import { z } from 'zod';
import { jsonOf } from '../kernel/answers';
import { ExternalError, type ErrorClass } from '../kernel/errors';
import type { HttpResponse } from '../kernel/http';

/** `{name, message, details}` from the API, `{error, error_description}` from its log-in. */
const failure = z.object({
	name: z.string().optional().catch(undefined),
	message: z.string().optional().catch(undefined),
	error_description: z.string().optional().catch(undefined),
	details: z
		.array(z.object({ issue: z.string(), description: z.string().optional().catch(undefined) }))
		.optional()
		.catch(undefined),
});

/** Says in PayPal's words why it refused. */
export function asPayPalError({ status, text }: HttpResponse): ExternalError {
	const { name, message, error_description, details = [] } = failure.safeParse(jsonOf(text)).data ?? {};
	const words = [name, message ?? error_description, ...details.map((detail) => detail.description ?? detail.issue)];
	const said = words.filter((word) => word !== undefined).join(': ') || `PayPal answers ${status}`;
	const [errorClass, remedy] = classOf(status, name, details);
	return new ExternalError(errorClass, said, remedy);
}

function classOf(status: number, name = '', details: ReadonlyArray<{ issue: string }>): [ErrorClass, string] {
	const issues = [name, ...details.map(({ issue }) => issue)].join(' ');
	if (/ALREADY_EXISTS/.test(issues)) return ['exists', 'Remove the other webhook at PayPal, or use it.'];
	if (status === 401) return ['auth', 'Check the client ID, the secret and the environment in the PayPal credential.'];
	if (status === 403) return ['permission', 'Give the PayPal app the right to manage webhooks.'];
	if (status === 404) return ['not_found', 'Check the webhook ID, and that it belongs to this PayPal app.'];
	if (status === 429) return ['busy', 'Try again later: PayPal limits the number of requests.'];
	if (status >= 500) return ['unknown', 'Try again later: PayPal has difficulties.'];
	return ['invalid', 'Correct what PayPal names.'];
}
