import type { IExecuteFunctions } from 'n8n-workflow';
import { openNinja } from '../../core/invoiceNinja';
import { InputError } from '../../core/kernel/errors';
import type { MigrationOffice } from '../../core/ninjaMigration';
import type { TaskOffice } from '../../core/tasks';
import { openBackOffice } from '../shared/backOffice';
import { invoiceNinjaCredential } from '../shared/invoiceNinjaCredential';
import { binaryFilesOf, type BinaryFiles } from './binaryFiles';

/** What an operation works with, for one item. */
export interface ImportContext extends TaskOffice {
	readonly files: BinaryFiles;
	/** Says so when somebody stops the execution. */
	readonly signal: AbortSignal | undefined;
	/** The Invoice Ninja of a company. @throws InputError when its credential is not chosen. */
	readonly openNinja: () => Promise<MigrationOffice>;
}

export const openImports =
	(node: IExecuteFunctions) =>
	async (item: number): Promise<ImportContext> => {
		const office = await openBackOffice(node, item);
		return {
			...office,
			files: binaryFilesOf(node, item),
			signal: node.getExecutionCancelSignal(),
			openNinja: async () => {
				if (node.getNode().credentials?.mspInvoiceNinjaApi === undefined) {
					throw new InputError(
						'mspInvoiceNinjaApi',
						'is not chosen',
						'Choose the MSP Invoice Ninja credential in the node.',
					);
				}
				const held = invoiceNinjaCredential(await node.getCredentials('mspInvoiceNinjaApi', item));
				const { companyCode, ...company } = held;
				return { store: office.store, ninja: openNinja(company), companyCode };
			},
		};
	};
