import { tidied } from './text';
import { vatRules } from './vatRules';

/** A VAT number in its normal form, or why it is none. */
export type VatNumber = { readonly normal: string } | { readonly fault: 'wrong_vat_number' };

/** Other prefixes that people and VIES write. */
const prefixes = new Map([
	['GR', 'EL'],
	['CHE', 'CHE'],
]);

/**
 * Brings a VAT number into its normal form, two letters and what follows, and checks its digits where the rule of its
 * country is known. Returns undefined for what people write instead of a number, such as `-` or `n/a`.
 */
export function vatNumber(text: string): VatNumber | undefined {
	if (text.length > 60) return { fault: 'wrong_vat_number' };
	const bare = tidied(text)
		.toUpperCase()
		.replace(/^(?:BTW|TVA|VAT|MWST|UST)\b[-. :]*(?:(?:NR|NO|N°|ID|ID-?NR)\b[-. :]*)?/u, '')
		.replace(/[\s./_-]/g, '');
	if (/^(?:|NA|NVT|0+|GEEN|AUCUN|NONE|PARTICULIER|\?+)$/.test(bare)) return undefined;
	const [, letters = '', rest = ''] = /^([A-Z]{2})([0-9A-Z+*]{2,13})$/.exec(withCountry(bare)) ?? [];
	if (rest === '') return { fault: 'wrong_vat_number' };
	const country = prefixes.get(letters) ?? letters;
	const normal = country === 'BE' && /^\d{9}$/.test(rest) ? `0${rest}` : rest;
	const rule = vatRules.get(country);
	if (rule === undefined) return /\d{2}/.test(rest) ? { normal: country + normal } : { fault: 'wrong_vat_number' };
	return rule(normal) ? { normal: country + normal } : { fault: 'wrong_vat_number' };
}

/** Belgian and Dutch numbers are often written without their country: their form tells it. */
function withCountry(bare: string): string {
	if (/^[01]\d{9}$/.test(bare)) return `BE${bare}`;
	if (/^\d{9}B\d{2}$/.test(bare)) return `NL${bare}`;
	return bare;
}
