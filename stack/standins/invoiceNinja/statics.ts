/**
 * A part of what GET /statics answers. Ids and precisions as in Invoice Ninja's seeders
 * (database/seeders/CurrenciesSeeder.php, CountriesSeeder.php, PaymentTypesSeeder.php, LanguageSeeder.php).
 */

interface Currency {
	readonly id: string;
	readonly name: string;
	readonly symbol: string;
	readonly precision: number;
	readonly code: string;
}

const currency = (id: string, name: string, symbol: string, precision: number, code: string): Currency => ({
	id,
	name,
	symbol,
	precision,
	code,
});

export const currencies: readonly Currency[] = [
	currency('1', 'US Dollar', '$', 2, 'USD'),
	currency('2', 'British Pound', '£', 2, 'GBP'),
	currency('3', 'Euro', '€', 2, 'EUR'),
	currency('5', 'Danish Krone', 'kr', 2, 'DKK'),
	currency('7', 'Swedish Krona', 'kr', 2, 'SEK'),
	currency('9', 'Canadian Dollar', '$', 2, 'CAD'),
	currency('12', 'Australian Dollar', '$', 2, 'AUD'),
	currency('17', 'Swiss Franc', 'CHF', 2, 'CHF'),
	currency('45', 'Japanese Yen', '¥', 0, 'JPY'),
	currency('49', 'Polish Zloty', 'zł', 2, 'PLN'),
	currency('89', 'Kuwaiti Dinar', 'KD', 3, 'KWD'),
];

export const euro = '3';

export function currencyIdOf(code: string): string {
	return currencies.find((one) => one.code === code)?.id ?? euro;
}

export function precisionOf(currencyId: string): number {
	return currencies.find(({ id }) => id === currencyId)?.precision ?? 2;
}

const country = (id: string, iso2: string, iso3: string, name: string) => ({
	id,
	iso_3166_2: iso2,
	iso_3166_3: iso3,
	name,
	full_name: name,
	swap_postal_code: iso2 === 'DE',
	swap_currency_symbol: true,
	thousand_separator: '.',
	decimal_separator: ',',
});

const named = (id: string, name: string) => ({ id, name });

export const statics = {
	currencies: currencies.map((one) => ({
		...one,
		thousand_separator: ',',
		decimal_separator: '.',
		swap_currency_symbol: false,
		exchange_rate: 1,
	})),
	countries: [
		country('40', 'AT', 'AUT', 'Austria'),
		country('56', 'BE', 'BEL', 'Belgium'),
		country('250', 'FR', 'FRA', 'France'),
		country('276', 'DE', 'DEU', 'Germany'),
		country('392', 'JP', 'JPN', 'Japan'),
		country('414', 'KW', 'KWT', 'Kuwait'),
		country('528', 'NL', 'NLD', 'Netherlands'),
		country('826', 'GB', 'GBR', 'United Kingdom'),
		country('840', 'US', 'USA', 'United States'),
	],
	payment_types: [
		{ id: '1', name: 'Bank Transfer', gateway_type_id: '2' },
		{ id: '2', name: 'Cash', gateway_type_id: '' },
		{ id: '3', name: 'Debit', gateway_type_id: '1' },
		{ id: '5', name: 'Visa Card', gateway_type_id: '1' },
		{ id: '6', name: 'MasterCard', gateway_type_id: '1' },
		{ id: '13', name: 'Credit Card Other', gateway_type_id: '1' },
		{ id: '14', name: 'PayPal', gateway_type_id: '3' },
		{ id: '16', name: 'Check', gateway_type_id: '' },
		{ id: '32', name: 'Credit', gateway_type_id: '' },
	],
	languages: [
		{ id: '1', name: 'English', locale: 'en' },
		{ id: '3', name: 'German', locale: 'de' },
		{ id: '5', name: 'French', locale: 'fr' },
		{ id: '7', name: 'Dutch', locale: 'nl' },
	],
	gateways: [
		{ id: '20', name: 'Stripe', key: 'd14dd26a37cecc30fdd65700bfb55b23', provider: 'Stripe', visible: true },
		{ id: '60', name: 'PayPal REST', key: '80af24a6a691230bbec33e930ab40665', provider: 'PayPal_Rest', visible: true },
	],
	sizes: [named('1', '1 - 3'), named('2', '4 - 10'), named('3', '11 - 50')],
	industries: [named('1', 'Accounting & Legal'), named('5', 'Computer Hardware & Software')],
	timezones: [{ id: '1', name: 'UTC', location: 'UTC', utc_offset: 0 }],
	date_formats: [{ id: '5', format: 'Y-m-d', format_moment: 'YYYY-MM-DD', format_dart: 'yyyy-MM-dd' }],
	bulk_updates: {},
	templates: {},
} as const;
