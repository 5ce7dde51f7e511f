/** One figure, as one JSON line. */
export function print(bench: string, figure: Readonly<Record<string, string | number>>): void {
	const rounded = Object.entries(figure).map(([name, value]) => [
		name,
		typeof value === 'number' ? Math.round(value * 100) / 100 : value,
	]);
	console.log(JSON.stringify({ bench, ...Object.fromEntries(rounded) }));
}
