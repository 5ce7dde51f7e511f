import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OutsideError } from '../../core/kernel/errors';
import { adapters, panelKinds, type PanelKind } from '../../core/panels';
import { panelScenes } from '../support/panelScene';
import { parityRows, type ParityRow } from '../support/parityRows';
import { root } from '../support/repository';

/** `yes`, or why not and what to do instead. */
type Cell = 'yes' | { readonly why: string; readonly instead: string };

const page = join(root, 'docs/panels/parity.md');
const cells = new Map<PanelKind, Cell[]>();
let methods: string[] = [];

beforeAll(async () => {
	for (const kind of panelKinds) {
		const scene = await panelScenes[kind]();
		try {
			const column: Cell[] = [];
			for (const row of parityRows) {
				const before = scene.standin.requests().length;
				const cell = await played(row, scene.panel, adapters[kind].label);
				if (cell !== 'yes' && scene.standin.requests().length > before) {
					throw new Error(`${kind} asks the server before it says that it cannot do ${nameOf(row)}`);
				}
				column.push(cell);
			}
			cells.set(kind, column);
			methods = Object.keys(scene.panel);
		} finally {
			await scene.close();
		}
	}
});

test('every method of a panel is an operation', () => {
	const called = new Set<string>(parityRows.flatMap((row) => row.methods));
	expect(methods.filter((method) => method !== 'kind' && !called.has(method))).toEqual([]);
});

test('the page says what each panel does, what it cannot, why, and what to do instead', () => {
	const written = pageOf();
	if (process.env.UPDATE === '1') writeFileSync(page, written);
	expect(readFileSync(page, 'utf8')).toBe(written);
});

async function played(row: ParityRow, panel: Parameters<ParityRow['play']>[0], label: string): Promise<Cell> {
	try {
		await row.play(panel);
		return 'yes';
	} catch (error) {
		const [, why] =
			error instanceof OutsideError &&
			error.errorClass === 'permission' &&
			error.vendorMessage.startsWith(`${label} cannot `)
				? (/^.* cannot [^:]+: (\S.*\.)$/.exec(error.vendorMessage) ?? [])
				: [];
		if (!(error instanceof OutsideError) || why === undefined || !/^[A-Z].*\.$/.test(error.remedy)) {
			throw new Error(`${label}, ${nameOf(row)}: neither works nor says that it cannot`, { cause: error });
		}
		return { why, instead: error.remedy };
	}
}

function nameOf({ operation, part }: ParityRow): string {
	return part === undefined ? operation : `${operation}, ${part}`;
}

function pageOf(): string {
	const rows = parityRows
		.map((row, index) => [nameOf(row), ...panelKinds.map((kind) => written(cells.get(kind)?.[index]))] as const)
		.sort(([one], [other]) => order(one) - order(other) || parityOrder(one) - parityOrder(other));
	return `# What each panel can do

Every operation of [Control Panel](../nodes/control-panel.md) on every panel. What a panel cannot do is refused before the server is asked, with class \`permission\`, the reason and what to do instead: nothing is passed over in silence. What all of them do, they do alike: the same repeats, the same refusals, the same outcome of a lost answer.

${table(['operation', ...panelKinds.map((kind) => adapters[kind].label)], rows)}

Each panel has its own page with the rights to grant, the calls and the known limits: ${listed(panelKinds.map((kind) => `[${adapters[kind].label}](${kind}.md)`))}.

This page is written from the adapters themselves, and a test fails when it is out of date:

\`\`\`sh
UPDATE=1 npx jest --selectProjects contract -- tests/contract/parity
\`\`\`
`;
}

const resources = [
	'Account',
	'DNS Zone',
	'DNS Record',
	'Certificate',
	'Mailbox',
	'Database',
	'Package',
	'Server',
	'Step',
];
const order = (name: string) => resources.findIndex((resource) => name.startsWith(`${resource}:`));
/** As they are played, except that terminating comes with the other operations on accounts. */
const parityOrder = (name: string) => parityRows.findIndex((row) => nameOf(row) === name);

function written(cell: Cell | undefined): string {
	if (cell === undefined) throw new Error('a panel was not asked');
	return cell === 'yes' ? 'yes' : `no: ${cell.why} ${cell.instead}`;
}

/** Columns as wide as their widest cell, as the formatter has them. */
function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
	const line = (row: readonly string[]) =>
		`| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
	return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}

function listed(names: readonly string[]): string {
	return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
