import { z } from 'zod';
import { pdfOf, type PrintedEntity } from '../../../../core/invoiceNinja';
import { textLimits } from '../../../../core/kernel/textLimits';
import { text } from '../../../shared/field';
import { WithFiles } from '../../../shared/operation';
import { found, rowField } from '../../build/common';
import { made } from '../../build/create';
import type { RecordKind } from '../../build/recordKind';

/** Where the file of an operation goes. */
export const outputFile = text('Put Output File in Field', z.string().trim().min(1, 'is missing').max(textLimits.key), {
	default: 'data',
	required: true,
	hint: 'The name of the output binary field to put the file in',
});

/** `Download PDF` of a kind. */
export const downloadPdfOperation = (kind: RecordKind<PrintedEntity>) =>
	made({
		name: 'downloadPdf',
		label: 'Download PDF',
		action: `Download ${kind.one} as PDF`,
		description: `Return the PDF of one ${kind.one} as a file`,
		fields: { row: rowField(kind), outputFile },
		run: async ({ ninja, files }, given) => {
			const { row: id, outputFile: property } = given as { row: string; outputFile: string };
			const { number, bytes } = found(await pdfOf(ninja, kind.entity, id), kind, id);
			const fileName = `${number.replace(/[^\w.-]+/g, '_') || kind.entity}.pdf`;
			const file = await files.make(bytes, fileName, 'application/pdf');
			return new WithFiles({ id, number, fileName, bytes: bytes.length }, { [property]: file });
		},
	});
