import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExternalError } from '../../core/kernel/errors';
import { adapters, panelKinds, type ControlPanel, type PanelKind } from '../../core/panels';
import { panelScenes } from '../support/panelScenes';
import { parityRows, Told, type ParityRow } from '../support/parityRows';
import { root } from '../support/repository';

/** `yes`, what of it, or why not and what to do instead. */
type Cell = string | { readonly why: string; readonly instead: string };

const page = join(root, 'docs/panels/parity.md');
const cells = new Map<PanelKind, Cell[]>();
let methods: string[] = [];

beforeAll(async () => {
	for (const kind of panelKinds) {
		const scene = await panelScenes[kind]();
		try {
			const column: Cell[] = [];
			for (const row of parityRows) {
				let before = 0;
				const panel = watched(scene.panel, () => (before = scene.server.requests().length));
				const cell = await played(row, panel, adapters[kind].label);
				if (typeof cell !== 'string' && scene.server.requests().length > before) {
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

/** The panel, with a look before each of its methods. */
function watched(panel: ControlPanel, look: () => void): ControlPanel {
	return new Proxy(panel, {
		get: (target, name, receiver) => {
			look();
			return Reflect.get(target, name, receiver) as unknown;
		},
	});
}

async function played(row: ParityRow, panel: ControlPanel, label: string): Promise<Cell> {
	try {
		const answer = await row.play(panel);
		return answer instanceof Told ? answer.words : 'yes';
	} catch (error) {
		const [, why] =
			error instanceof ExternalError &&
			error.errorClass === 'permission' &&
			error.vendorMessage.startsWith(`${label} cannot `)
				? (/^.* cannot [^:]+: (\S.*\.)$/.exec(error.vendorMessage) ?? [])
				: [];
		if (!(error instanceof ExternalError) || why === undefined || !/^[A-Z].*\.$/.test(error.remedy)) {
			throw new Error(`${label}, ${nameOf(row)}: neither works nor says that it cannot`, { cause: error });
		}
		return { why, instead: error.remedy };
	}
}

function nameOf({ operation, part }: ParityRow): string {
	return part === undefined ? operation : `${operation}, ${part}`;
}

function pageOf(): string {
	const rows = [...parityRows.entries()]
		.sort(([one], [other]) => place(one) - place(other) || one - other)
		.map(([index, row]) => [nameOf(row), ...panelKinds.map((kind) => written(cells.get(kind)?.[index]))]);
	return `# What each panel can do

Every operation of [Control Panel](../nodes/control-panel.md) on every panel. What a panel cannot do is refused before the server is asked, with class \`permission\`, the reason and what to do instead: nothing is passed over in silence. \`not told\` is null, empty or left out in the answer. What all of them do, they do alike: the same repeats, the same refusals, the same outcome of a lost answer.

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
/** By resource; of each the operations as they are first played, with their parts. */
function place(index: number): number {
	const { operation } = parityRows[index] ?? { operation: '' };
	const resource = resources.findIndex((name) => operation.startsWith(`${name}:`));
	return resource * parityRows.length + parityRows.findIndex((row) => row.operation === operation);
}

function written(cell: Cell | undefined): string {
	if (cell === undefined) throw new Error('a panel was not asked');
	return typeof cell === 'string' ? cell : `no: ${cell.why} ${cell.instead}`;
}

/** Columns as wide as their widest cell, as the formatter has them. */
function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
	const line = (row: readonly string[]) =>
		`| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
	return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}

function listed(names: readonly string[]): string {
	return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
