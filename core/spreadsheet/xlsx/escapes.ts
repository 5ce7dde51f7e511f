const escape = /_x([0-9A-Fa-f]{4})_/g;

/**
 * A text of a cell as it is shown: `_x000D_` stands for a carriage return (ECMA-376, part 1, 22.9.2.19), and `_x005F_`
 * for an underscore that would begin such an escape. A NUL, which databases refuse, stays as it is written.
 */
export function decodeEscapes(text: string): string {
	if (!text.includes('_x')) return text;
	const decoded = text.replace(escape, (written, code: string) =>
		code === '0000' ? written : String.fromCharCode(parseInt(code, 16)),
	);
	// Half of a pair of surrogates is no character.
	return decoded.replace(/\p{Surrogate}/gu, '\ufffd');
}
