/** Words of several, one after the other: each ends before the next begins. */
export function sentences(...texts: readonly string[]): string {
	const said = texts.map((text) => text.trim()).filter((text) => text !== '');
	return said.map((text, index) => (index < said.length - 1 ? ended(text) : text)).join(' ');
}

const ended = (text: string) => (/[.!?…:;]["'’”)\]]*$/u.test(text) ? text : `${text}.`);
