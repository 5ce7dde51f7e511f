import fc from 'fast-check';
import { storeAnswered, storeFailed, storeNewsTold, type OutageMemory } from '../../../core/alerts';

const failure = { message: 'The database is not reachable', remedy: 'Start it.' };
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));

test('an outage is told at the second look, once, and once more when it is over', () => {
	const memory: OutageMemory = {};
	expect(storeFailed(memory, at(0), failure)).toBeUndefined();
	expect(storeFailed(memory, at(1), failure)).toMatchObject({
		phase: 'problem',
		severity: 'error',
		vendorMessage: failure.message,
		remedy: failure.remedy,
		firstSeenAt: at(0).toISOString(),
	});
	storeNewsTold(memory, at(1), 'problem');
	for (let minute = 2; minute < 60; minute++) expect(storeFailed(memory, at(minute), failure)).toBeUndefined();
	expect(storeAnswered(memory, at(60))).toMatchObject({ phase: 'done', severity: 'done' });
	storeNewsTold(memory, at(60), 'done');
	expect(storeAnswered(memory, at(61))).toBeUndefined();
	expect(memory).toEqual({});
});

test('a server that only restarts is not told', () => {
	const memory: OutageMemory = {};
	expect(storeFailed(memory, at(0), failure)).toBeUndefined();
	expect(storeAnswered(memory, at(1))).toBeUndefined();
	expect(memory).toEqual({});
	expect(storeFailed(memory, at(2), failure)).toBeUndefined();
});

test('it is told as long as the mail could not be sent', () => {
	const memory: OutageMemory = {};
	storeFailed(memory, at(0), failure);
	for (const minute of [1, 2, 3]) expect(storeFailed(memory, at(minute), failure)).toMatchObject({ phase: 'problem' });
	storeNewsTold(memory, at(3), 'problem');
	for (const minute of [4, 5]) expect(storeAnswered(memory, at(minute))).toMatchObject({ phase: 'done' });
});

test.each([
	[1, 'a minute'],
	[59, '59 minutes'],
	[119, '119 minutes'],
	[180, '3 hours'],
])('says how long it was: %d minutes', (minutes, words) => {
	const memory: OutageMemory = { downSince: at(0).toISOString(), toldAt: at(1).toISOString() };
	expect(storeAnswered(memory, at(minutes))?.message).toContain(`It could not for ${words}.`);
});

test('whatever happens in whatever order, staff hear of one thing after the other, and never of one twice', () => {
	const look = fc.record({ down: fc.boolean(), mailServerUp: fc.boolean() });
	fc.assert(
		fc.property(fc.array(look, { maxLength: 60 }), (looks) => {
			const memory: OutageMemory = {};
			const mails: string[] = [];
			for (const [minute, { down, mailServerUp }] of looks.entries()) {
				const news = down ? storeFailed(memory, at(minute), failure) : storeAnswered(memory, at(minute));
				if (!news || !mailServerUp) continue;
				mails.push(news.phase);
				storeNewsTold(memory, at(minute), news.phase);
			}
			expect(mails).toEqual(mails.map((_, index) => (index % 2 === 0 ? 'problem' : 'done')));
		}),
	);
});
