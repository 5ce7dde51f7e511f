import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { MspDatabaseApi } from '../../credentials/MspDatabaseApi.credentials';
import { InvoiceImport } from '../../nodes/InvoiceImport/InvoiceImport.node';
import { createHarness } from './inProcessN8n';
import { databaseCredential, type TestDatabase } from './testDatabase';

const type = 'n8n-nodes-msp.invoiceImport';

/** A file of an item. */
export interface ItemFile {
	readonly name: string;
	readonly bytes: Buffer | string;
}

/** What a run of the node gave. */
export interface ImportNodeRun {
	/** What n8n shows of the error that ended it: its message and its description. */
	readonly error: string | undefined;
	readonly items: (output?: number) => INodeExecutionData[];
	readonly output: (output?: number) => Array<INode['parameters']>;
	/** The file of an item of the first output, or of another. */
	readonly file: (item?: number, output?: number) => { readonly name: string; readonly bytes: Buffer };
}

/** The node Invoice Import in n8n's engine. */
export interface ImportNode {
	/** Runs an operation such as `workbook.import` on items, each with its JSON or its file, and throws what it fails with. */
	run(operation: string, parameters?: INode['parameters'], ...given: ReadonlyArray<Given>): Promise<ImportNodeRun>;
	/** The same, and gives out the error. */
	try(
		operation: string,
		parameters?: INode['parameters'],
		given?: readonly Given[],
		more?: Partial<INode>,
	): Promise<ImportNodeRun>;
	readonly harness: ReturnType<typeof createHarness>;
}

type Given = ItemFile | IDataObject;

export function openImportNode(database: TestDatabase, key: Buffer = Buffer.alloc(32, 7)): ImportNode {
	const harness = createHarness({
		nodes: { [type]: InvoiceImport },
		credentialTypes: { MspDatabaseApi },
		credentials: { mspDatabaseApi: databaseCredential(database, key) },
	});
	const attempt: ImportNode['try'] = async (operation, parameters = {}, given = [{}], more = {}) => {
		const [resource = '', name = ''] = operation.split('.');
		const node: INode = {
			...{ id: 'N', name: 'N', type, typeVersion: 1, position: [0, 0] },
			parameters: { resource, operation: name, ...parameters },
			credentials: { mspDatabaseApi: { id: 'mspDatabaseApi', name: 'mspDatabaseApi' } },
			...more,
		};
		const { error, items } = await harness.run(
			{ nodes: [node], connections: {} },
			{ start: 'N', items: given.map(itemOf) },
		);
		return {
			error: error && [error.message, error.description].filter(Boolean).join(' | '),
			items: (output = 0) => items('N', output),
			output: (output = 0) => items('N', output).map(({ json }) => json as INode['parameters']),
			file: (item = 0, output = 0) => fileOf(items('N', output)[item]),
		};
	};
	return {
		harness,
		try: attempt,
		run: async (operation, parameters, ...given) => {
			const run = await attempt(operation, parameters, given.length === 0 ? undefined : given);
			if (run.error !== undefined) throw new Error(run.error);
			return run;
		},
	};
}

function itemOf(given: Given): INodeExecutionData {
	if (!isFile(given)) return { json: given };
	const { name, bytes } = given;
	const data = Buffer.from(bytes).toString('base64');
	return { json: {}, binary: { data: { data, mimeType: 'application/octet-stream', fileName: name } } };
}

const isFile = (given: Given): given is ItemFile => 'bytes' in given;

function fileOf(item: INodeExecutionData | undefined): { readonly name: string; readonly bytes: Buffer } {
	const file = item?.binary?.data;
	if (!file) throw new Error('The item has no file.');
	return { name: file.fileName ?? '', bytes: Buffer.from(file.data, 'base64') };
}
