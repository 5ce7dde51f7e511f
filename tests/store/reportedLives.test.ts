import { reportedLives } from '../support/paymentLives';
import { bookOf, comparable, nothing, openLifeScene, play, type LifeScene } from '../support/playLife';

let scene: LifeScene;
beforeAll(async () => {
	scene = await openLifeScene();
});
afterAll(async () => await scene.close());

test('there are reports of both providers', () => {
	expect(new Set(reportedLives.map(({ provider }) => provider)).size).toBe(2);
	expect(reportedLives.length).toBeGreaterThan(30);
});

describe.each([
	['in the order in which they happened', false],
	['in reverse', true],
])('the events of a public report %s', (_, turned) => {
	test.each(reportedLives.map((life) => [life.report, life] as const))('%s', async (_report, life) => {
		const events = turned ? life.events.toReversed() : life.events;
		const books = await play(scene, life, events, { opened: false, asked: true });
		const unplaced = books.unplaced.filter(({ outcome }) => outcome !== 'failed');
		if (!life.placeable) {
			expect(unplaced).toMatchObject([{ attention: true }]);
			expect(unplaced[0]?.detail).toContain('nobody knows of which order');
			return;
		}
		expect(comparable(life, { first: books.first[0] ?? nothing, renewals: books.renewals })).toEqual(
			comparable(life, { first: bookOf(life.truth.first), renewals: life.truth.renewals.map(bookOf) }),
		);
		expect(unplaced).toEqual([]);
	});
});
