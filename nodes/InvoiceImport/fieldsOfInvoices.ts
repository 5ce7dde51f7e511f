import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';
import { customerFields, invoiceFields, paymentFields, type SheetField } from '../../core/invoiceSheets';
import { writerOf } from '../../core/messages';

/** Every field that a column may hold, once: a header that is given for it counts on every tab. */
export const allFields: readonly SheetField[] = [
	...new Set<SheetField>([...invoiceFields, ...paymentFields, ...customerFields]),
];

/** Lists the fields for the control that maps columns. The operator writes the header that each has. */
export async function fieldsOfInvoices(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const { importFields } = writerOf('en').words;
	return {
		fields: allFields.map((id) => ({
			id,
			displayName: importFields[id],
			required: false,
			defaultMatch: false,
			display: true,
			type: 'string',
		})),
	};
}
