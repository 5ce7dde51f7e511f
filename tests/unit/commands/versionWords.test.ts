import { tableOf, isWanting, type StatusRow } from '../../../commands/workflows/status';
import { stepBetween } from '../../../commands/workflows/upgrade';

const row: StatusRow = {
	...{ number: '10', starterId: 'msp-10-payment-received', name: '10 Payment received', id: 'a' },
	...{ version: '0.1.0', packVersion: '0.1.0', edited: false, outdated: false, published: true },
	...{ unpublishedChanges: false, without: [], leftOut: false, missingCredentials: [], beside: [] },
};
const stateOf = (more: Partial<StatusRow>) => tableOf([{ ...row, ...more }])[1];

test('an upgrade between two versions names both, and one between two builds says so', () => {
	expect(stepBetween('0.1.0', '0.2.0')).toBe('0.1.0 → 0.2.0');
	expect(stepBetween('0.1.0', '0.1.0')).toBe('another build of 0.1.0');
});

test('status says what is here that is not installed', () => {
	expect(stateOf({})).toMatch(/ unchanged {2}yes/);
	expect(stateOf({ outdated: true, packVersion: '0.2.0' })).toContain('unchanged, outdated: 0.2.0 is here');
	const build = stateOf({ outdated: true, edited: true });
	expect(build).toContain('edited, another build of 0.1.0 is here');
	expect(build).not.toContain('outdated');
});

test('an outdated workflow is none that something is missing of', () => {
	expect(isWanting({ ...row, outdated: true, packVersion: '0.2.0' })).toBe(false);
	expect(isWanting({ ...row, published: false })).toBe(true);
	expect(isWanting({ ...row, published: false, leftOut: true })).toBe(false);
});
