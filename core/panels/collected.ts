/** What comes, up to so many; null takes all. Nothing is asked for beyond the last one. */
export async function collected<Item>(items: AsyncIterable<Item>, limit: number | null): Promise<Item[]> {
	const taken: Item[] = [];
	if (limit === 0) return taken;
	for await (const item of items) {
		taken.push(item);
		if (taken.length === limit) break;
	}
	return taken;
}
