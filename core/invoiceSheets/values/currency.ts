/** ISO 4217, list one (2024): what is in circulation, without metals and codes for tests. */
const codes = new Set(
	(
		'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF ' +
		'CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG ' +
		'HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA ' +
		'MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD ' +
		'RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX ' +
		'USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG'
	).split(' '),
);

/** Signs and words that mean one currency. A dollar, a crown and a yen do not: several countries have one. */
const signs = new Map<string, string>([
	['€', 'EUR'],
	['EURO', 'EUR'],
	["EURO'S", 'EUR'],
	['EUROS', 'EUR'],
	['£', 'GBP'],
	['US$', 'USD'],
	['$US', 'USD'],
	['CA$', 'CAD'],
	['C$', 'CAD'],
	['A$', 'AUD'],
	['AU$', 'AUD'],
	['SFR', 'CHF'],
	['FR.', 'CHF'],
	['ZŁ', 'PLN'],
	['KČ', 'CZK'],
	['₹', 'INR'],
	['₺', 'TRY'],
	['₴', 'UAH'],
	['₪', 'ILS'],
	['₩', 'KRW'],
	['₫', 'VND'],
	['R$', 'BRL'],
]);

const unclear = new Set(['$', '¥', 'KR', 'KR.', '￥']);

/** A sign that several currencies have. */
export const severalCurrencies = '?';

/**
 * Returns the ISO 4217 code that a code or a sign means, `?` for a sign that several currencies have, and undefined for
 * anything else.
 */
export function currencyOf(text: string): string | undefined {
	const word = text.trim().toUpperCase();
	if (word.length > 8) return undefined;
	if (codes.has(word)) return word;
	return signs.get(word) ?? (unclear.has(word) ? severalCurrencies : undefined);
}

const namedIn = /(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])|US\$|[€£$]/g;

/** The currencies that a sentence names, such as of a title: `All amounts in EUR`. */
export function currenciesIn(text: string): string[] {
	const found = text.slice(0, 500).match(namedIn) ?? [];
	return found.flatMap((word) => {
		const currency = currencyOf(word);
		// The words that a title in capitals has are not codes: ALL is the lek of Albania, and TOP the paanga of Tonga.
		return currency === undefined || ['ALL', 'TOP', 'TRY', 'MOP'].includes(currency) ? [] : [currency];
	});
}
