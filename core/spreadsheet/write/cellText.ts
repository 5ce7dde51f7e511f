/** Excel, "specifications and limits": the characters of a cell, in units of UTF-16. */
const mostCharacters = 32_767;

/** True for a text that a spreadsheet program takes for a formula when somebody types it (OWASP, "CSV Injection"). */
export function looksLikeFormula(text: string): boolean {
	return /^[=+\-@\t\r\n＝＋－＠]/.test(text);
}

/** The text as far as a cell holds it, with an ellipsis where it was cut. */
export function cutText(text: string): string {
	if (text.length <= mostCharacters) return text;
	const end = /[\ud800-\udbff]/.test(text.charAt(mostCharacters - 2)) ? mostCharacters - 2 : mostCharacters - 1;
	return `${text.slice(0, end)}…`;
}

/**
 * The text as a workbook keeps it: what XML cannot hold as `_xHHHH_` (ECMA-376 Part 1, 22.9.2.19), and so is the
 * beginning of what would be read as such. A line end of CR would come back as LF. A half of a letter is replaced.
 */
export function escapeText(text: string): string {
	return text
		.replace(/_(?=x[0-9a-fA-F]{4}_)/g, '_x005F_')
		.replace(/[^\P{Cc}\t\n\u0080-\u009f]|[\ufffe\uffff]/gu, asHex)
		.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

function asHex(character: string): string {
	return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
}
