import { linesOfHosts } from '../../../stack/parts/linesOfHosts';

const none = { unreachable: 0, failed: 0, skipped: 0, rescued: 0, ignored: 0 };
const host = {
	host: 'app1',
	status: 'changed' as const,
	counts: { ...none, ok: 3, changed: 1 },
	...{ failedTasks: [], rescuedTasks: [], ignoredTasks: [], stats: {}, detached: [] },
	changes: [{ task: 'Write the page', done: false, before: null, after: null }],
};

test('a check run tells what would change', () => {
	expect(linesOfHosts([host], true)).toEqual([
		'app1: would change (3 ok, 1 would change, 0 failed)',
		'  · Write the page',
	]);
	expect(linesOfHosts([host], false)[0]).toBe('app1: changed (3 ok, 1 changed, 0 failed)');
});
