/** Words that say in which form of law a company is, with the dots taken out. */
const legalForms = new Set(
	(
		'bv bvba nv sa srl sprl sprlu ebvba cvba cv vof commv scrl scs snc sasu sas sarl eurl sci gmbh ag ug kg ohg ltd ' +
		'limited llc llp plc inc corp corporation co vzw asbl asb se spa sro as ab oy aps'
	).split(' '),
);

export interface NormalName {
	/** Without capitals, accents, signs and the form of law. */
	readonly key: string;
	/** The form of law; empty when none is written. */
	readonly form: string;
}

/** The form in which names are compared. A name of nothing but forms and signs stays as it is. */
export function normalName(name: string): NormalName {
	const plain = name
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/\b([a-z])\.(?=[a-z]\b)/g, '$1')
		.replace(/&/g, ' en ');
	const words = plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
	const kept = words.filter((word) => !legalForms.has(word));
	const form = words.filter((word) => legalForms.has(word)).join(' ');
	if (kept.length === 0) return { key: words.join(' ') || plain.trim(), form: '' };
	return { key: kept.join(' '), form };
}

/** Names shorter than this are alike by chance. */
const shortest = 6;

/** Whether two keys differ by one letter that is another, missing or too much, or by the spaces. */
export function isNear(one: string, other: string): boolean {
	if (one === other || Math.min(one.length, other.length) < shortest) return false;
	if (one.replaceAll(' ', '') === other.replaceAll(' ', '')) return true;
	const [short, long] = one.length <= other.length ? [one, other] : [other, one];
	if (long.length - short.length > 1) return false;
	let start = 0;
	while (start < short.length && short[start] === long[start]) start += 1;
	const rest = short.slice(long.length === short.length ? start + 1 : start);
	if (rest !== long.slice(start + 1)) return false;
	// Another number is another thing: Room 12 and Room 13.
	return !/\d/.test(`${short[start] ?? ''}${long[start] ?? ''}`);
}

/**
 * The parts of a key of which two near keys share one at least. Near keys have the same digits, so these are of each part:
 * thousands of customers that differ by a number alone are not compared with each other.
 */
export function partsOfKey(key: string): readonly string[] {
	const solid = key.replaceAll(' ', '');
	const digits = solid.replace(/\D+/g, '');
	const half = Math.floor(solid.length / 2);
	return [...new Set([half - 1, half, half + 1])]
		.filter((length) => length >= 2)
		.flatMap((length) => [`${digits}^${solid.slice(0, length)}`, `${digits}$${solid.slice(-length)}`]);
}

/** The beginning of a code of a customer, made from a name; `customer` when the name has no Latin letter. */
export function codeFrom(name: string): string {
	const slug = name
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.slice(0, 32)
		.replace(/^-+|-+$/g, '');
	return slug.length >= 2 ? slug : `customer${slug && `-${slug}`}`;
}
