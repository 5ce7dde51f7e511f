import { z } from 'zod';
import { documentDeletion, documentUpload, type NinjaEntity } from '../../../../core/invoiceNinja';
import { textLimits } from '../../../../core/kernel/textLimits';
import { durableStepFields } from '../../../shared/durableStep';
import { choice, text } from '../../../shared/field';
import { WithFiles } from '../../../shared/operation';
import { found, rowField } from '../../build/common';
import { made } from '../../build/create';
import { labelled } from '../../build/recordKind';
import { documentKind } from '../../kinds/document';
import { hashedId } from '../../fields/values';
import { outputFile } from '../shared/downloadPdf';

/** What a file can be added to. */
const holders = [
	...['client', 'invoice', 'recurring_invoice', 'quote', 'credit', 'payment', 'product', 'expense', 'task', 'project'],
	...['vendor', 'purchase_order'],
] as const satisfies readonly NinjaEntity[];

export const uploadDocument = made({
	name: 'upload',
	label: 'Upload',
	action: 'Upload document',
	description: 'Add a file of the item to a row, such as an invoice or an expense',
	fields: {
		documentOf: choice('Of', labelled(holders)),
		documentOfId: text('ID', hashedId, { required: true, description: 'The ID of the row that gets the file' }),
		inputFile: text('Input Data Field Name', z.string().trim().min(1, 'is missing').max(textLimits.key), {
			default: 'data',
			required: true,
			hint: 'The name of the input field containing the binary file data to be uploaded',
		}),
		...durableStepFields,
	},
	run: async ({ ninja, perform, files }, given) => {
		const {
			documentOf,
			documentOfId: id,
			inputFile,
		} = given as {
			documentOf: NinjaEntity;
			documentOfId: string;
			inputFile: string;
		};
		const file = await files.read(inputFile);
		return await perform(documentUpload(ninja, documentOf, file), { id });
	},
});

const typed = z.looseObject({ name: z.string().catch('document'), type: z.string().catch('') });

export const downloadDocument = made({
	name: 'download',
	label: 'Download',
	action: 'Download document',
	description: 'Return a document as a file',
	fields: { row: rowField(documentKind), outputFile },
	run: async ({ ninja, files }, given) => {
		const { row: id, outputFile: property } = given as { row: string; outputFile: string };
		const row = found(await ninja.get('document', id), documentKind, id);
		const bytes = await ninja.download({ method: 'GET', path: `/documents/${encodeURIComponent(id)}/download` });
		const { name, type } = typed.parse(row);
		const mimeType = type === 'pdf' ? 'application/pdf' : 'application/octet-stream';
		return new WithFiles({ id, name, bytes: bytes.length }, { [property]: await files.make(bytes, name, mimeType) });
	},
});

export const deleteDocument = made({
	name: 'delete',
	label: 'Delete',
	action: 'Delete document',
	description: 'Delete a document for good',
	fields: { row: rowField(documentKind), ...durableStepFields },
	run: async ({ ninja, perform }, given) => {
		const { row: id } = given as { row: string };
		return await perform(documentDeletion(ninja), { id });
	},
});
