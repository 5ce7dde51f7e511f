import type { IExecuteFunctions } from 'n8n-workflow';
import type { TaskOffice } from '../../core/tasks';
import { openBackOffice } from '../shared/backOffice';
import { binaryFilesOf, type BinaryFiles } from './binaryFiles';

/** What an operation works with, for one item. */
export interface ImportContext extends TaskOffice {
	readonly files: BinaryFiles;
	/** Says so when somebody stops the execution. */
	readonly signal: AbortSignal | undefined;
}

export const openImports =
	(node: IExecuteFunctions) =>
	async (item: number): Promise<ImportContext> => ({
		...(await openBackOffice(node, item)),
		files: binaryFilesOf(node, item),
		signal: node.getExecutionCancelSignal(),
	});
