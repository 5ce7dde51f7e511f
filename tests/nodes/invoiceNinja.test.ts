import { resources } from '../../nodes/InvoiceNinja/operations';
import { openNinjaNode } from '../support/ninjaNode';
import { commonRows, ownRows, type OperationRow } from '../support/ninjaOperations';
import { openNinjaScene, type NinjaScene } from '../support/ninjaScene';

let ninja: NinjaScene;
beforeAll(async () => {
	ninja = await openNinjaScene();
});
afterAll(async () => await ninja.close());

test('every operation does what it says on a played Invoice Ninja', async () => {
	const rows = [...(await commonRows(ninja)), ...(await ownRows(ninja))];
	const node = openNinjaNode(ninja);
	const wrong: string[] = [];
	for (const row of rows) {
		try {
			await check(node, row);
		} catch (error) {
			wrong.push(`${row.name}: ${error instanceof Error ? error.message.slice(0, 600) : String(error)}`);
		}
	}
	expect(wrong.join('\n')).toBe('');
	const there = resources.flatMap(({ name, operations }) => operations.map((one) => `${name}.${one.name}`));
	// Tried in files of their own: they keep things in the back office.
	const beside = /^(automation|change|sproutMigration)\.|^webhook\.keep/;
	const tried = new Set(rows.map(({ name }) => name));
	expect(there.filter((name) => !tried.has(name) && !beside.test(name))).toEqual([]);
});

async function check(node: ReturnType<typeof openNinjaNode>, { parameters, input, returns, file }: OperationRow) {
	const items = await node.items(parameters as never, input ? [input] : undefined);
	expect(items[0]?.json).toMatchObject(returns);
	expect(items[0]?.pairedItem).toEqual({ item: 0 });
	if (file) expect(items[0]?.binary?.data?.fileName).toMatch(file);
}
