import { undoImport } from '../../../../core/imports';
import { operation } from '../../../shared/operation';
import type { ImportContext } from '../../context';
import { batchId } from '../fields';

export const undo = operation({
	name: 'undo',
	label: 'Undo',
	action: 'Undo batch',
	description:
		'Take an import back: remove what it made and restore what it changed. It is refused if something later depends on it.',
	fields: { batchId },
	run: async ({ store }: ImportContext, { batchId: id }) => await undoImport(store, id),
});
