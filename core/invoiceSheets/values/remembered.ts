/**
 * Makes a function that remembers what it read lately: a column has the same few texts over and over. It forgets everything
 * when it knows too many, so that a file of a million different texts does not fill the memory.
 */
export function remembered<Result>(read: (text: string) => Result, most = 4_000): (text: string) => Result {
	const known = new Map<string, Result>();
	return (text) => {
		const found = known.get(text);
		if (found !== undefined) return found;
		const result = read(text);
		if (text.length > 100) return result;
		if (known.size >= most) known.clear();
		known.set(text, result);
		return result;
	};
}
