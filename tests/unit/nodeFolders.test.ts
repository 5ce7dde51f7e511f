import { dirname, join } from 'node:path/posix';
import ts from 'typescript';
import { filesIn, walk } from '../support/repository';

const files = filesIn(['nodes', 'credentials'], /\.ts$/);

/** Where each folder may take things from, beside itself and packages. */
const open: ReadonlyArray<[from: RegExp, allowed: RegExp]> = [
	[/^nodes\/shared\//, /^(core|database)\//],
	[/^nodes\//, /^(core|nodes\/shared)\//],
	[/^credentials\//, /^core\/kernel\//],
];

/** The folder that a file belongs to: `nodes/MspDrift/`, `credentials/`. */
const folderOf = (path: string) => /^(nodes\/[^/]+|[^/]+)\//.exec(path)?.[0] ?? path;

function mayImport(path: string, imported: string): boolean {
	const allowed = open.find(([from]) => from.test(path))?.[1];
	return imported.startsWith(folderOf(path)) || allowed?.test(`${imported}/`) === true;
}

test('a node takes nothing from the folder of another node', () => {
	let seen = 0;
	const problems: string[] = [];
	for (const path of files) {
		walk(path, (node, where) => {
			if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return;
			const { moduleSpecifier: from } = node;
			if (!from || !ts.isStringLiteral(from) || !from.text.startsWith('.')) return;
			seen++;
			const imported = join(dirname(path), from.text);
			if (!mayImport(path, imported)) problems.push(`${where}: imports ${imported}; move it to nodes/shared`);
		});
	}
	expect(seen).toBeGreaterThan(100);
	expect(problems).toEqual([]);
});

test.each([
	['nodes/MspDrift/operations/index.ts', 'nodes/MspBilling/operations/fields', false],
	['nodes/MspDrift/MspDrift.node.ts', 'nodes/MspDriftReport/words', false],
	['nodes/shared/field.ts', 'nodes/MspDrift/operations/fields', false],
	['nodes/MspDrift/MspDrift.node.ts', 'credentials/fields', false],
	['nodes/MspDrift/MspDrift.node.ts', 'database/migrate', false],
	['credentials/MspWhmApi.credentials.ts', 'nodes/shared/field', false],
	['nodes/MspDrift/MspDrift.node.ts', 'nodes/shared/field', true],
	['nodes/MspDrift/operations/index.ts', 'nodes/MspDrift/operations/fields', true],
	['nodes/MspDrift/operations/index.ts', 'core/drift', true],
	['credentials/MspWhmApi.credentials.ts', 'credentials/fields', true],
])('%s may import %s: %s', (path, imported, allowed) => {
	expect(mayImport(path, imported)).toBe(allowed);
});
