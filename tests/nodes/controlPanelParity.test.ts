import { resources } from '../../nodes/ControlPanel/operations';
import { parityRows } from '../support/parityRows';

/** Those that ask nothing of a panel: the certificate is shown before anybody logs in. */
const withoutPanel: readonly string[] = ['Server: Show Certificate'];

test('every operation of the node is in the comparison of the panels', () => {
	const compared = new Set(parityRows.map((row) => row.operation));
	const offered = resources.flatMap(({ label, operations }) =>
		operations.map((operation) => `${label}: ${operation.label}`),
	);
	expect(offered.filter((name) => !compared.has(name) && !withoutPanel.includes(name))).toEqual([]);
});
