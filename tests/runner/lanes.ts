/**
 * Does pieces of work side by side, in so many lanes: a lane takes the next piece when it has ended one.
 *
 * @returns what each piece came to, in the order of the pieces.
 */
export async function inLanes<Result>(lanes: number, pieces: ReadonlyArray<() => Promise<Result>>): Promise<Result[]> {
	const left = [...pieces.entries()];
	const results: Result[] = [];
	const lane = async () => {
		for (let next = left.shift(); next !== undefined; next = left.shift()) results[next[0]] = await next[1]();
	};
	await Promise.all(Array.from({ length: lanes }, lane));
	return results;
}
