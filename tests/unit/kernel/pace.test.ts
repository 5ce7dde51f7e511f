import { setTimeout as wait } from 'node:timers/promises';
import { openPace } from '../../../core/kernel/pace';

const minute = 60_000;

/** Sends so many answers at once; tells which were sent, in their order. */
function send(pace: ReturnType<typeof openPace>, count: number): number[] {
	const sent: number[] = [];
	for (let number = 1; number <= count; number++) pace.send(() => sent.push(number));
	return sent;
}

test('a few answers are sent at once; the others wait, and are sent in their order', async () => {
	const sent = send(openPace({ free: 2, withinMs: minute, delayMs: 20, mostHeld: 100 }), 5);
	expect(sent).toEqual([1, 2]);
	while (sent.length < 5) await wait(5);
	expect(sent).toEqual([1, 2, 3, 4, 5]);
});

test('no more wait than the memory may hold: the rest is sent at once', () => {
	expect(send(openPace({ free: 1, withinMs: minute, delayMs: minute, mostHeld: 2 }), 5)).toEqual([1, 4, 5]);
});

test('what was sent has given its place to another one that waits', async () => {
	const pace = openPace({ free: 0, withinMs: minute, delayMs: 10, mostHeld: 1 });
	const first = send(pace, 1);
	expect(first).toEqual([]);
	while (first.length === 0) await wait(5);
	expect(send(pace, 1)).toEqual([]);
});

test('a new time begins with free answers', async () => {
	const pace = openPace({ free: 1, withinMs: 20, delayMs: minute, mostHeld: 100 });
	expect(send(pace, 2)).toEqual([1]);
	await wait(30);
	expect(send(pace, 2)).toEqual([1]);
});
