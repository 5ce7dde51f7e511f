/** Collects at most so many items; null collects all. It requests nothing after the last item. */
export async function collected<Item>(items: AsyncIterable<Item>, limit: number | null): Promise<Item[]> {
	const taken: Item[] = [];
	if (limit === 0) return taken;
	for await (const item of items) {
		taken.push(item);
		if (taken.length === limit) break;
	}
	return taken;
}
