const mostCharacters = 31;

/**
 * Names that Excel takes for its tabs: at most 31 characters, none of `[]:*?/\`, no apostrophe at an end, not empty, not
 * History, and no two alike but for their case.
 */
export function validSheetNames(names: readonly string[]): string[] {
	const taken = new Set<string>(['history']);
	return names.map((name) => {
		const wanted = valid(name);
		let free = wanted;
		for (let number = 2; taken.has(free.toLowerCase()); number++) {
			const suffix = ` (${number})`;
			free = `${cut(wanted, mostCharacters - suffix.length)}${suffix}`;
		}
		taken.add(free.toLowerCase());
		return free;
	});
}

function valid(name: string): string {
	const clean = name
		.replace(/[[\]:*?/\\\p{Cc}\ufffe\uffff\ud800-\udfff]/gu, ' ')
		.replace(/\s+/g, ' ')
		.trim();
	const plain = cut(clean, mostCharacters)
		.replace(/^'+|'+$/g, '')
		.trim();
	return plain === '' ? 'Sheet' : plain;
}

function cut(text: string, length: number): string {
	if (text.length <= length) return text;
	return text.slice(0, /[\ud800-\udbff]/.test(text.charAt(length - 1)) ? length - 1 : length).trim();
}
