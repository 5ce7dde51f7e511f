import { crc32 } from 'node:zlib';

const length = 48;

/**
 * A JSON object with the members of `members` whose text has the CRC-32 of `body`. A checksum is linear: each character of
 * some padding that changes one bit changes the same bits of the checksum whatever stands elsewhere, and so those that make
 * the difference are found by elimination.
 */
export function withChecksumOf(body: string, members: Readonly<Record<string, unknown>>): string {
	const textOf = (bits: bigint) => {
		const padding = Array.from({ length }, (_, index) => ((bits >> BigInt(index)) & 1n ? 'c' : 'a')).join('');
		return JSON.stringify({ ...members, padding });
	};
	const plain = crc32(textOf(0n));
	const pivots = new Map<number, { effect: number; bits: bigint }>();
	for (let index = 0; index < length; index++) {
		const bits = 1n << BigInt(index);
		const reduced = reduce({ effect: crc32(textOf(bits)) ^ plain, bits }, pivots);
		if (reduced.effect !== 0) pivots.set(topOf(reduced.effect), reduced);
	}
	const { effect, bits } = reduce({ effect: crc32(body) ^ plain, bits: 0n }, pivots);
	if (effect !== 0) throw new Error('the padding is too short');
	return textOf(bits);
}

function reduce(
	given: { effect: number; bits: bigint },
	pivots: ReadonlyMap<number, { effect: number; bits: bigint }>,
) {
	let { effect, bits } = given;
	for (;;) {
		const pivot = effect === 0 ? undefined : pivots.get(topOf(effect));
		if (!pivot) return { effect, bits };
		effect ^= pivot.effect;
		bits ^= pivot.bits;
	}
}

const topOf = (effect: number) => Math.clz32(effect);
