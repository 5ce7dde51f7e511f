import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import type { SideEffect } from '../../tasks';
import type { Ninja } from '../ninja';

const named = z.object({ id: z.string() });
const gone = z.object({ id: z.string(), deleted: z.literal(true) });
type Named = z.infer<typeof named>;

/** Deletes a document. One that is not there any more is deleted. */
export function documentDeletion(ninja: Ninja): SideEffect<Named, Named, z.infer<typeof gone>> {
	const isGone = async (id: string) => {
		const row = await ninja.get('document', id);
		return !row || row.is_deleted === true;
	};
	return {
		name: 'invoiceNinja.document.delete',
		intent: named,
		result: gone,
		plan: async ({ id }) => {
			if (await ninja.get('document', id)) return { intent: { id } };
			throw new ExternalError('not_found', `Invoice Ninja has no document ${id}`, 'Check the ID.');
		},
		async apply({ id }) {
			await ninja.remove('document', id);
			if (await isGone(id)) return { id, deleted: true };
			throw new ExternalError('invalid', `Invoice Ninja did not delete document ${id}`, 'Look at it in Invoice Ninja.');
		},
		readBack: async ({ id }) =>
			(await isGone(id)) ? { state: 'ours', result: { id, deleted: true } } : { state: 'absent' },
	};
}
