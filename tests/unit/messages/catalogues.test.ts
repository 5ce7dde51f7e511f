import { IntlMessageFormat } from 'intl-messageformat';
import { hostStatuses, runVerdicts } from '../../../core/ansible';
import { driftFixes, driftKinds } from '../../../core/drift';
import { limitNames } from '../../../core/kernel/hostingLimits';
import { languages } from '../../../core/kernel/languages';
import { catalogues } from '../../../core/messages/catalogues';
import { serviceStatuses, suspensionReasons } from '../../../core/services';

type Elements = ReturnType<IntlMessageFormat['getAst']>;

/** The texts of a catalogue by their paths, such as `welcome.link.sign_in.label`. */
function textsIn(catalogue: object, above = ''): Array<[path: string, text: string]> {
	return Object.entries(catalogue).flatMap(([key, value]: [string, unknown]) =>
		typeof value === 'object' && value !== null
			? textsIn(value, `${above}${key}.`)
			: [[`${above}${key}`, String(value)] satisfies [string, string]],
	);
}

const parse = (text: string, locale: string) =>
	new IntlMessageFormat(text, locale, undefined, { ignoreTag: true }).getAst();

/** The elements that stand for a value, those in the branches of a plural too. */
function valuesIn(elements: Elements): Elements {
	return elements.flatMap((element) => {
		const branches = 'options' in element ? Object.values(element.options).flatMap(({ value }) => value) : [];
		// The type 0 is a literal text; the number sign within a plural has no value.
		const isValue = 'value' in element && ![0].includes(element.type);
		return [...(isValue ? [element] : []), ...valuesIn(branches)];
	});
}

const namesIn = (elements: Elements) =>
	[...new Set(valuesIn(elements).map((element) => ('value' in element ? element.value : '')))].sort();

describe.each(languages)('the catalogue of %s', (language) => {
	const { locale } = catalogues[language];
	const texts = textsIn(catalogues[language]);

	test('has every text of the English one, and no other', () => {
		expect(texts.map(([path]) => path).sort()).toEqual(
			textsIn(catalogues.en)
				.map(([path]) => path)
				.sort(),
		);
	});

	test('fills the same values into each text', () => {
		const english = new Map(textsIn(catalogues.en));
		for (const [path, text] of texts) {
			const expected = namesIn(parse(english.get(path) ?? '', 'en-GB'));
			expect({ path, values: namesIn(parse(text, locale)) }).toEqual({ path, values: expected });
		}
	});

	test('has each plural form that the language uses', () => {
		const rules = new Intl.PluralRules(locale);
		const used = [...new Set(Array.from({ length: 201 }, (_, number) => rules.select(number)))].sort();
		for (const [path, text] of texts) {
			for (const element of valuesIn(parse(text, locale))) {
				if (!('options' in element)) continue;
				expect({ path, forms: Object.keys(element.options).sort() }).toEqual({ path, forms: used });
			}
		}
	});

	test('says a text without values as it is written, and none is empty', () => {
		for (const [path, text] of texts) {
			expect([path, text]).toEqual([path, text.trim()]);
			expect([path, text]).not.toEqual([path, '']);
			const elements = parse(text, locale);
			if (valuesIn(elements).length === 0) expect(elements).toMatchObject([{ type: 0, value: text }]);
		}
	});

	test('names a locale of the language', () => {
		expect(new Intl.Locale(locale).language).toBe(language);
		expect(Intl.DateTimeFormat.supportedLocalesOf(locale)).toEqual([locale]);
	});
});

test('there are words for all that a drift report can tell, and for nothing else', () => {
	const { kinds, fixes, forPerson, statuses, reasons, limits } = catalogues.en.drift;
	const words = [kinds, fixes, forPerson, statuses, reasons, limits].map((texts) => Object.keys(texts).sort());
	const told = [driftKinds, driftFixes, driftKinds, serviceStatuses, suspensionReasons, limitNames];
	expect(words).toEqual(told.map((names) => [...names].sort()));
});

test('there are words for each verdict of a run and each status of a host, and for nothing else', () => {
	const { verdicts, statuses } = catalogues.en.ansible;
	const words = [verdicts, statuses].map((texts) => Object.keys(texts).sort());
	expect(words).toEqual([runVerdicts, hostStatuses].map((names) => [...names].sort()));
});
