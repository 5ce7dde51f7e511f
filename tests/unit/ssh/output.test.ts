import fc from 'fast-check';
import { Output } from '../../../core/ssh/output';

const make = (limitBytes = 1_000_000, onText?: (text: string) => void) =>
	new Output({ signs: [{ text: 'begun.', pid: true }], limitBytes, onText });

test('what a login shell printed before is left out, however it is cut into packets', () => {
	fc.assert(
		fc.property(
			fc.string({ unit: 'binary' }),
			fc.string({ unit: 'binary' }),
			fc.integer({ min: 1, max: 9 }),
			(noise, text, step) => {
				const told: string[] = [];
				const output = make(1_000_000, (part) => told.push(part));
				const bytes = Buffer.from(`${noise}begun.4711.${text}`);
				for (let at = 0; at < bytes.length; at += step) output.add(bytes.subarray(at, at + step));
				output.end();
				expect(output.text()).toBe(text);
				expect(told.join('')).toBe(text);
				expect(output.pid).toBe(4711);
				expect(output.noise).toBe(noise);
			},
		),
		{ numRuns: 500 },
	);
});

test('a character that is cut by the limit is left out, and the rest is dropped', () => {
	const output = make(4);
	output.add(Buffer.from('begun.1.abcé and more'));
	expect([output.text(), output.truncated, output.bytes().length]).toEqual(['abc', true, 4]);
});

test('without the sign nothing is output, and the noise is kept within a limit', () => {
	const output = make();
	for (let times = 0; times < 100; times++) output.add(Buffer.alloc(10_000, 'x'));
	expect([output.text(), output.signsSeen]).toEqual(['', 0]);
	expect(output.noise.length).toBeLessThan(50_000);
});
