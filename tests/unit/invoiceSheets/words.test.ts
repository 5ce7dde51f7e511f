import { IntlMessageFormat } from 'intl-messageformat';
import {
	customerFields,
	invoiceFields,
	paymentFields,
	problemCodes,
	problemDetails,
	questionKinds,
	sheetRoles,
} from '../../../core/invoiceSheets';
import { languages } from '../../../core/kernel/languages';
import { catalogues } from '../../../core/messages/catalogues';

const namesIn = (text: string) =>
	new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true })
		.getAst()
		.flatMap((element) => ('value' in element && ![0].includes(element.type) ? [element.value] : []));

describe.each(languages)('in %s', (language) => {
	const { importProblems, importQuestions, importFields, importRoles } = catalogues[language];

	test('there are words for each problem, question, field and role, and for nothing else', () => {
		const sorted = (names: readonly string[]) => [...new Set(names)].sort();
		expect(sorted(Object.keys(importProblems))).toEqual(sorted(problemCodes));
		expect(sorted(Object.keys(importQuestions))).toEqual(sorted(questionKinds));
		expect(sorted(Object.keys(importFields))).toEqual(sorted([...invoiceFields, ...paymentFields, ...customerFields]));
		expect(sorted(Object.keys(importRoles))).toEqual(sorted(sheetRoles));
	});

	test('a problem names its value, its field and its details, and nothing that nobody gives', () => {
		for (const code of problemCodes) {
			const given = ['value', 'field', ...(problemDetails[code] ?? [])];
			const named = namesIn(importProblems[code]);
			expect({ code, unknown: named.filter((name) => !given.includes(name)) }).toEqual({ code, unknown: [] });
			expect({ code, unsaid: (problemDetails[code] ?? []).filter((name) => !named.includes(name)) }).toEqual({
				code,
				unsaid: [],
			});
		}
	});

	test('a problem says what is wrong, and then what to do', () => {
		for (const text of Object.values(importProblems))
			expect(text.match(/[.?](?= |$)/g)?.length).toBeGreaterThanOrEqual(2);
	});
});
