import { z } from 'zod';
import type { ItemFailure } from '../../core/alerts';
import { carriedFailure } from '../shared/nodeError';

/** An error as n8n hands it along with an item: of a node of the pack, with its parts; of another node, in words alone. */
const itemError = z.object({
	message: z.string(),
	description: z.string().nullish().catch(null),
	node: z.object({ name: z.string(), type: z.string() }).nullish().catch(null),
	context: z.object({ failure: carriedFailure.optional().catch(undefined) }).catch({ failure: undefined }),
});

/** Why an item failed; undefined when it did not. */
export function itemFailureOf(error: unknown): ItemFailure | undefined {
	if (error === undefined || error === null) return undefined;
	const read = itemError.safeParse(error);
	const { message = 'It does not say why', description, node, context } = read.data ?? {};
	const failure = context?.failure;
	return {
		code: failure?.code ?? 'unknown',
		field: failure?.field ?? null,
		words: failure?.detail ?? message,
		remedy: failure?.remedy ?? description ?? '',
		node: node?.name ?? 'before',
		nodeType: node?.type ?? '',
	};
}
