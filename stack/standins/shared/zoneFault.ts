interface Line {
	readonly name: string;
	readonly type: string;
}

/**
 * Tells what a name server says about a zone with a CNAME beside other records of its name, at which BIND loads none of
 * it ("CNAME and other data", RFC 1034 §3.6.2; https://github.com/froxlor/froxlor/issues/895 has its log). Whether a panel
 * refuses it first, no source says: the stand-ins do, which is the worse case for who edits record by record.
 *
 * @param lines names in full, in one spelling.
 */
export function zoneFault(lines: readonly Line[]): string | undefined {
	const alias = lines.find(
		({ name, type }, index) => type === 'CNAME' && lines.some((other, at) => at !== index && other.name === name),
	);
	return alias && `${alias.name}: CNAME and other data`;
}
