/** Chance that is the same each time, so that a year that went wrong goes wrong again. */
export interface Chance {
	/** True so often, from 0 to 1. */
	happens(share: number): boolean;
	/** A whole number from 0 up to, and without, the bound. */
	below(bound: number): number;
	shuffled<T>(items: readonly T[]): T[];
}

/** mulberry32. */
export function chanceOf(seed: number): Chance {
	let state = seed >>> 0;
	const next = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
	return {
		happens: (share) => next() < share,
		below: (bound) => Math.floor(next() * bound),
		shuffled: (items) => {
			const left = [...items];
			for (let last = left.length - 1; last > 0; last--) {
				const other = Math.floor(next() * (last + 1));
				const [one, two] = [left[last], left[other]];
				if (one === undefined || two === undefined) continue;
				left[last] = two;
				left[other] = one;
			}
			return left;
		},
	};
}
