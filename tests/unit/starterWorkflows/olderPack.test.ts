import { checkNotOlder, isNewerThan } from '../../../commands/workflows/olderPack';
import { checkN8nVersion, compareVersions } from '../../../core/n8nInstance';
import type { Copies, Copy } from '../../../core/starterWorkflows';

const inOrder = [
	...['0.9.0', '0.10.0-alpha', '0.10.0-alpha.1', '0.10.0-alpha.beta', '0.10.0-beta', '0.10.0-beta.2'],
	...['0.10.0-beta.11', '0.10.0-rc.1', '0.10.0', '0.10.1-x-y', '0.10.1', '1.0.0', '10.0.0'],
];

test('versions are in the order of Semantic Versioning, and a build says nothing', () => {
	for (const [at, one] of inOrder.entries()) {
		for (const [other, two] of inOrder.entries()) {
			expect([one, two, Math.sign(compareVersions(one, two))]).toEqual([one, two, Math.sign(at - other)]);
		}
		expect(compareVersions(`${one}+build-7`, one)).toBe(0);
	}
	// A trial of an n8n that nobody has tried is no n8n that somebody has.
	expect(() => checkN8nVersion('3.0.0-beta.1')).toThrow(/3\.0\.0-beta\.1/);
	expect(() => checkN8nVersion('2.4.0-rc.1')).not.toThrow();
});

const copyOf = (version: string) => ({ workflow: { name: `of ${version}` }, mark: { version } }) as unknown as Copy;
const copiesOf = (main: string, ...others: string[]): Copies => ({ main: copyOf(main), others: others.map(copyOf) });

test('an upgrade by an older pack is refused, whichever copy is newer', () => {
	expect(() => checkNotOlder('0.9.0', [copiesOf('0.9.0'), copiesOf('0.9.0', '0.10.0-beta.1')])).toThrow(
		/'of 0\.10\.0-beta\.1' is of 0\.10\.0-beta\.1, and this command brings 0\.9\.0/,
	);
	expect(() => checkNotOlder('0.10.0', [copiesOf('0.10.0-beta.1', '0.9.0'), copiesOf('unknown')])).not.toThrow();
	expect(isNewerThan('0.9.0', copyOf('unknown').mark)).toBe(false);
});
