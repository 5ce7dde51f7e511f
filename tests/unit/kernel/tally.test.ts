import { setTimeout as wait } from 'node:timers/promises';
import { openTally } from '../../../core/kernel/tally';

test('a flood is written in a few sums, and nothing of it is missing', async () => {
	const count = openTally(20);
	const written: number[] = [];
	const write = async (times: number) => {
		await wait(1);
		written.push(times);
	};
	const sum = () => written.reduce((total, times) => total + times, 0);
	for (let round = 0; round < 100; round++) {
		for (let more = 0; more < 100; more++) count(['flood'], write, fail);
		await Promise.resolve();
	}
	while (sum() < 10_000) await wait(5);
	expect(written[0]).toBe(1);
	expect(sum()).toBe(10_000);
	// Without the pause there is one for each turn of the loop of events.
	expect(written.length).toBeLessThan(10);
});

test('the first is written at once, each key by itself', async () => {
	const count = openTally(60_000);
	const written: string[] = [];
	for (const key of ['a', 'b', 'a']) {
		count(
			[key],
			async (times) => {
				written.push(`${key} ${times}`);
				await Promise.resolve();
			},
			fail,
		);
	}
	await wait(1);
	expect(written).toEqual(['a 1', 'b 1']);
});

test('a count that cannot be written is lost, and told; the next one is written', async () => {
	const count = openTally(1);
	const told: unknown[] = [];
	count(
		['a'],
		async () => await Promise.reject(new Error('down')),
		(error) => told.push(error),
	);
	await wait(5);
	expect(told).toEqual([new Error('down')]);
	const written: number[] = [];
	count(['a'], async (times) => await Promise.resolve(void written.push(times)), fail);
	expect(written).toEqual([1]);
});

function fail(error: unknown): never {
	throw error;
}
