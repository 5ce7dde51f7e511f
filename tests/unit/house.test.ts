import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { filesIn, textOf, walk } from '../support/repository';

/** Who writes which table: nobody else does. Anybody may read. */
const owners = {
	companies: ['company'],
	customers: ['customer'],
	catalog: ['plan'],
	servers: ['server', 'server_slot'],
	services: ['service'],
	invoices: ['invoice_adjustment', 'invoice', 'invoice_line', 'unmatched_invoice', 'invoice_counter'],
	renewals: ['service_terms', 'service_discount', 'service_charge'],
	credits: ['customer_credit'],
	payments: ['payment', 'payment_event', 'payment_event_rejection', 'payment_transmission'],
	tasks: ['task', 'task_step'],
	db: ['audit_log'],
	messages: ['message_log'],
	drift: ['drift_run', 'drift_server', 'drift_finding'],
	apiKeys: ['api_key', 'api_refusal'],
	alerts: ['alert', 'alert_subject', 'alert_run'],
	ninjaMigration: ['migration_batch', 'migration_row'],
	feeds: ['feed_entry', 'feed_cursor', 'feed_registration'],
	imports: [
		...['import_batch', 'import_row', 'import_file', 'import_layout'],
		...['import_staged', 'import_clue', 'import_planned'],
	],
	paymentRequests: ['payment_request', 'payment_request_invoice'],
	ansibleRuns: ['ansible_run', 'ansible_host_result', 'ansible_approval'],
	policies: ['billing_policy'],
	rentals: [...['rental_unit', 'rental_booking', 'rental_night'], ...['rental_refund', 'rental_refund_part']],
	charges: ['charge_attempt'],
	foundSettings: ['found_setting'],
	certificates: ['certificate', 'certificate_notice'],
	reconciliation: ['reconciliation_run', 'reconciliation_entry', 'reconciliation_row'],
	dunning: ['dunning_campaign', 'dunning_stage', 'dunning_attempt', 'dunning_run'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What a folder of core may import of the others. A folder that is not named here may enter every door. */
const mayEnter: Readonly<Record<string, readonly string[]>> = {
	kernel: [],
	db: ['kernel'],
	tasks: ['kernel', 'db'],
	// Vendors know no table; what they change is a side effect of the tasks.
	panels: ['kernel'],
	stripe: ['kernel', 'payments', 'tasks'],
	paypal: ['kernel', 'payments'],
	sprout: ['kernel'],
	spreadsheet: ['kernel'],
	invoiceSheets: ['kernel', 'spreadsheet'],
	invoiceNinja: ['kernel', 'payments', 'tasks'],
	// Each keeps rows of its own and needs no other domain for it.
	companies: ['kernel', 'db'],
	customers: ['kernel', 'db'],
	catalog: ['kernel', 'db'],
	invoices: ['invoice_adjustment', 'kernel', 'db'],
	credits: ['kernel', 'db'],
	foundSettings: ['kernel', 'db', 'customers', 'invoiceNinja', 'stripe'],
	charges: [
		...['kernel', 'db', 'tasks', 'policies', 'customers', 'services', 'invoices', 'payments', 'stripe', 'invoiceNinja'],
		...['credits', 'foundSettings', 'paymentRequests'],
	],
	renewals: [
		...['kernel', 'db', 'tasks', 'policies', 'catalog', 'companies', 'customers', 'services'],
		...['invoices', 'credits'],
	],
	simulation: [
		...['kernel', 'db', 'policies', 'customers', 'credits', 'charges', 'renewals', 'dunning'],
		...['messages', 'pages'],
	],
	payments: ['kernel', 'db', 'payment_transmission'],
	services: ['kernel', 'db'],
	rentals: [
		...['kernel', 'db', 'tasks', 'companies', 'customers', 'invoices', 'payments'],
		...['billing', 'messages', 'pages'],
	],
	policies: ['kernel', 'db'],
	pages: ['kernel'],
	messages: ['kernel', 'db', 'tasks', 'pages'],
	apiKeys: ['kernel', 'db'],
	ninjaMigration: ['kernel', 'db', 'sprout', 'invoiceNinja', 'customers', 'invoices', 'imports'],
	feeds: ['kernel', 'db', 'invoiceNinja', 'alerts'],
	ssh: ['kernel'],
	jobs: ['kernel', 'ssh'],
	ansible: ['kernel', 'ssh', 'jobs'],
};

const sources = filesIn(['commands', 'core', 'nodes', 'credentials', 'stack'], /(?<!\.d)\.ts$/);
const folderOf = (path: string) => /^core\/([^/]+)\//.exec(path)?.[1];

/** The tables that a file writes. */
function written(path: string): string[] {
	const writes = textOf(path).matchAll(/\b(?:insert\s+into|update|delete\s+from)\s+msp\.(\w+)/gi);
	return [...new Set([...writes].map(([, table = '']) => table))];
}

test('each table of the migrations has one owner', () => {
	const migrations = filesIn(['database'], /\.sql$/)
		.map(textOf)
		.join('\n');
	const tables = [...migrations.matchAll(/create (?:unlogged )?table msp\.(\w+)/g)].map(([, table]) => table);
	expect(tables.sort()).toEqual(Object.values(owners).flat().sort());
});

test('a table is written in the folder of its owner only', () => {
	const ownerOf = new Map<string, string>(
		Object.entries(owners).flatMap(([folder, tables]) => tables.map((table) => [table, folder] as const)),
	);
	const elsewhere = sources
		.filter((path) => !path.startsWith('stack/'))
		.flatMap((path) =>
			written(path)
				.filter((table) => ownerOf.get(table) !== folderOf(path))
				.map((table) => `${path} writes msp.${table}, which belongs to core/${ownerOf.get(table) ?? 'nobody'}`),
		);
	expect(elsewhere).toEqual([]);
	const writers = new Set(sources.flatMap(written));
	expect([...ownerOf.keys()].filter((table) => !writers.has(table))).toEqual([]);
});

test('the status of a service is written by its transitions only', () => {
	const setters = sources.filter(
		(path) => path.startsWith('core/') && /update\s+msp\.service\s+set\b[^`]*\bstatus\s*=\s*[$']/i.test(textOf(path)),
	);
	expect(setters).toEqual(['core/services/transitions.ts']);
});

test('the folders of core enter only the doors that they may', () => {
	const problems: string[] = [];
	for (const path of filesIn(['core'], /(?<!\.d)\.ts$/)) {
		const own = folderOf(path) ?? '';
		const doors = mayEnter[own];
		if (!doors) continue;
		walk(path, (node, where) => {
			if (!(ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) || !node.moduleSpecifier) return;
			const { text } = node.moduleSpecifier as ts.StringLiteral;
			if (!text.startsWith('.')) return;
			const entered = folderOf(`${normalize(join(dirname(path), text))}/`);
			if (entered !== undefined && entered !== own && !doors.includes(entered))
				problems.push(`${where}: core/${own} imports core/${entered}`);
		});
	}
	expect(problems).toEqual([]);
});

test('the task engine names no kind, no subject and no effect of a domain', () => {
	const texts = filesIn(['core/tasks'], /\.ts$/).map((path) => [
		path,
		textOf(path).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''),
	]);
	const words =
		/\b(provision|suspend|unsuspend|terminate|change_package|account|mailbox|message\.send|operatorAlert)\b/;
	expect(texts.filter(([, text = '']) => words.test(text)).map(([path]) => path)).toEqual([]);
});
