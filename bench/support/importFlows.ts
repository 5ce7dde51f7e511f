import type { Workflow } from '../../stack/parts/workflows';
import { importColumns } from './importWorkbook';

/** The plain table of the stock flow. */
export const stockTable = 'bench_stock';

/** The table, with a column for each of the workbook. */
export const createStockTable = `create table if not exists ${stockTable} (${importColumns
	.map(([name, type], index) => `"${name}" ${type}${index === 0 ? ' primary key' : ''}`)
	.join(', ')}); grant all on ${stockTable} to msp_app`;

const read = (id: string) => [
	{
		id: 'webhook',
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2.1,
		position: [0, 0],
		webhookId: id,
		parameters: { httpMethod: 'POST', path: id, responseMode: 'lastNode', responseData: 'firstEntryJson', options: {} },
	},
	node('Read File', 'n8n-nodes-base.readWriteFile', 1.1, { fileSelector: '={{ $json.body.path }}', options: {} }),
];

function node(name: string, type: string, typeVersion: number, parameters: object, more: object = {}) {
	return {
		id: name.toLowerCase(),
		name,
		type,
		typeVersion,
		position: [240, 0],
		parameters: { ...parameters },
		...more,
	};
}

const to = (next: string, output = 0) => ({
	main: [...Array.from({ length: output }, () => []), [{ node: next, type: 'main', index: 0 }]],
});

const settings = { executionOrder: 'v1' };

/** The pack's node. Its answer has the counts of the import. */
export const ourFlow: Workflow = {
	id: 'bench-import-ours',
	name: 'Bench: Invoice Import',
	nodes: [
		...read('bench-import-ours'),
		node(
			'Invoice Import',
			'n8n-nodes-msp.invoiceImport',
			1,
			{
				resource: 'workbook',
				operation: 'import',
				source: 'file',
				inputFile: 'data',
				companyCode: 'main',
				columns: { mappingMode: 'autoMapInputData', value: null },
				options: { rows: 'none' },
			},
			{ credentials: { mspDatabaseApi: { id: 'msp-database', name: 'MSP Database' } } },
		),
		node('Answer', 'n8n-nodes-base.noOp', 1, {}),
	],
	connections: { Webhook: to('Read File'), 'Read File': to('Invoice Import'), 'Invoice Import': to('Answer', 2) },
	settings,
};

/** n8n's own nodes, as one would build it of them. */
export const stockFlow: Workflow = {
	id: 'bench-import-stock',
	name: 'Bench: Extract From File and Postgres',
	nodes: [
		...read('bench-import-stock'),
		node('Extract From File', 'n8n-nodes-base.extractFromFile', 1.1, {
			operation: 'xlsx',
			binaryPropertyName: 'data',
			options: { range: 3 },
		}),
		node(
			'Postgres',
			'n8n-nodes-base.postgres',
			2.6,
			{
				resource: 'database',
				operation: 'upsert',
				schema: { __rl: true, mode: 'list', value: 'public' },
				table: { __rl: true, mode: 'list', value: stockTable },
				columns: {
					mappingMode: 'autoMapInputData',
					value: {},
					matchingColumns: [importColumns[0][0]],
					schema: importColumns.map(([id, type]) => ({
						...{ id, displayName: id, type: type === 'text' ? 'string' : 'number' },
						...{ required: false, defaultMatch: false, display: true, canBeUsedToMatch: true, removed: false },
					})),
				},
				options: {},
			},
			{ credentials: { postgres: { id: 'bench-postgres', name: 'Bench: Postgres' } } },
		),
		node('Answer', 'n8n-nodes-base.limit', 1, { maxItems: 1 }),
	],
	connections: {
		Webhook: to('Read File'),
		'Read File': to('Extract From File'),
		'Extract From File': to('Postgres'),
		Postgres: to('Answer'),
	},
	settings,
};
