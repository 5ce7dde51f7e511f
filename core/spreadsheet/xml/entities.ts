import { XmlFault } from './fault';

const named: ReadonlyMap<string, string> = new Map([
	['amp', '&'],
	['lt', '<'],
	['gt', '>'],
	['quot', '"'],
	['apos', "'"],
]);

const reference = /&([^;&<]*)(;?)/g;

/** The text with its references replaced. There are no entities of a document's own, because a DOCTYPE is refused. */
export function resolveReferences(text: string): string {
	return text.replace(reference, (_, name: string, end: string) => {
		const known = end === ';' ? (named.get(name) ?? numbered(name)) : undefined;
		if (known === undefined) throw new XmlFault(`has a reference that means nothing: &${name.slice(0, 20)}${end}`);
		return known;
	});
}

function numbered(name: string): string | undefined {
	const hexadecimal = /^#x([0-9a-fA-F]+)$/.exec(name)?.[1];
	const decimal = /^#([0-9]+)$/.exec(name)?.[1];
	const point = hexadecimal !== undefined ? parseInt(hexadecimal, 16) : decimal !== undefined ? Number(decimal) : NaN;
	return isCharacter(point) ? String.fromCodePoint(point) : undefined;
}

/** XML 1.0, production 2. */
function isCharacter(point: number): boolean {
	if (point < 0x20) return point === 0x9 || point === 0xa || point === 0xd;
	return point <= 0xd7ff || (point >= 0xe000 && point <= 0xfffd) || (point >= 0x10000 && point <= 0x10ffff);
}
