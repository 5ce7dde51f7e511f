import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { language, languageNames, languages } from '../../../core/kernel/languages';

const root = join(__dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/**
 * A new language is one line in core/kernel/languages.ts and a file in core/messages/catalogues. The type checker asks for
 * the catalogue, catalogues.test.ts for each of its words, and this file for what neither of them can see.
 */
describe('every language', () => {
	test('has a code that the check on msp.customer takes', () => {
		for (const code of languages) expect(code).toMatch(/^[a-z]{2}$/);
	});

	test('stands in no other list', () => {
		const sources = ['core', 'nodes', 'credentials'].flatMap((folder) =>
			readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
		);
		const codes = languages.map((code) => `'${code}'`);
		const lists = sources.filter((path) => path.endsWith('.ts') && codes.every((code) => read(path).includes(code)));
		expect(lists).toEqual([]);
	});

	test.each(['README.md', 'docs/nodes/msp-message.md', 'docs/nodes/msp-drift.md'])('is named in %s', (page) => {
		for (const name of Object.values(languageNames)) expect(read(page)).toContain(name);
	});
});

test.each([
	['nl-BE', 'nl'],
	[' FR_ca ', 'fr'],
	['en', 'en'],
])('%j is a tag of %s', (tag, code) => expect(language.parse(tag)).toBe(code));

test.each(['', 'xx', 'english', '-en'])('%j is the tag of no language', (tag) =>
	expect(language.safeParse(tag).error?.issues[0]?.message).toBe(`must be one of ${languages.join(', ')}`),
);
