const codes: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/**
 * The currency that a number format shows.
 *
 * @param literals what stands in the format as it is.
 * @param sign what stands in its `[$…]`, which is a currency by definition; null when there is none.
 */
export function currencyIn(literals: string, sign: string | null): string | null {
	if (sign !== null) return sign;
	const found = /\p{Sc}/u.exec(literals)?.[0];
	if (found !== undefined) return found;
	const words = literals.match(/(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])/g) ?? [];
	return words.find((word) => codes.has(word)) ?? null;
}
