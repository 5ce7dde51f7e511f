/**
 * Works on several lanes at once, on each lane one by one. When something is thrown, no new work begins; what is on its way
 * is waited for, and then the first error is thrown.
 */
export async function inLanes<Item>(
	lanes: ReadonlyArray<readonly Item[]>,
	atOnce: number,
	work: (item: Item) => Promise<void>,
): Promise<void> {
	const waiting = [...lanes];
	const failures: unknown[] = [];
	const hasFailed = () => failures.length > 0;
	const worker = async () => {
		for (let lane = waiting.shift(); lane && !hasFailed(); lane = waiting.shift()) {
			for (const item of lane) {
				if (hasFailed()) return;
				await work(item).catch((error: unknown) => void failures.push(error));
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(atOnce, lanes.length) }, worker));
	if (hasFailed()) throw failures[0];
}
