import { localeOf, localeVariables } from '../../../core/ansible/scripts/locale';
import { scriptsIn, summaryOf } from '../../../core/ansible/scripts/help';
import { projectFault, withoutLogins } from '../../../core/ansible/controller/projectFault';
import { projectSource } from '../../../core/ansible/controller/projectUrl';

test.each([
	['Usage: x [-a]\n\nCreates a user. And more.', 'Creates a user.'],
	['usage: x [-a]\n       [-b]\nCreates a user\nfor a server.\n\nMore.', 'Creates a user for a server.'],
	['Utilisation : x\n\nCrée un compte pour v1.2 du serveur. Voilà.', 'Crée un compte pour v1.2 du serveur.'],
	['Gebruik: x\n\nMaakt een gebruiker aan', 'Maakt een gebruiker aan'],
	['', ''],
	['Usage: x', ''],
	['a'.repeat(300), `${'a'.repeat(199)}…`],
])('the summary of %j is its first sentence', (help, summary) => {
	expect(summaryOf(help)).toBe(summary);
});

test('scripts are told apart, also when a help looks like the mark of one', () => {
	expect(scriptsIn(['s ././bin/a', 'h s bin/b', 'h Two words.', '', 's ./bin/c', ''])).toEqual([
		{ script: 'bin/a', summary: 's bin/b Two words.', help: 's bin/b\nTwo words.' },
		{ script: 'bin/c', summary: '', help: '' },
	]);
});

test('a script that was not asked for its help says so', () => {
	expect(scriptsIn(['s ./bin/a', 'n', 's ./bin/b', ''])).toEqual([
		{ script: 'bin/a', summary: 'tells no help: --help does not occur in it', help: '' },
		{ script: 'bin/b', summary: '', help: '' },
	]);
});

test.each([
	['fr_BE', 'fr_BE.UTF-8'],
	['nl_BE.utf8', 'nl_BE.UTF-8'],
	['ca_ES.UTF-8@valencia', 'ca_ES.UTF-8@valencia'],
	['C', 'C.UTF-8'],
	['', 'C.UTF-8'],
	['fr', 'fr.UTF-8'],
])('the locale %j is %s', (given, locale) => {
	expect(localeOf(given)).toBe(locale);
});

test.each(['fr_BE.ISO-8859-1', 'fr BE', '../x', 'a$(id)', '-x'])('%j is no locale to run in', (given) => {
	expect(() => localeOf(given)).toThrow("'locale'");
});

test('a locale that is missing keeps its words and the characters', () => {
	expect(localeVariables('fr_BE.UTF-8', true)).toEqual({ LANG: 'fr_BE.UTF-8' });
	expect(localeVariables('fr_BE.UTF-8', false)).toEqual({ LANG: 'fr_BE.UTF-8', LC_CTYPE: 'C.UTF-8' });
});

test('who logs in is taken out of an address, and travels on its own', () => {
	expect(projectSource('https://robot:s%40same@example.com:8443/shop.git')).toEqual({
		url: 'https://example.com:8443/shop.git',
		login: { host: 'example.com:8443', user: 'robot', password: 's@same' },
	});
	expect(projectSource('git@example.com:shop/site.git')).toEqual({ url: 'git@example.com:shop/site.git' });
	expect(projectSource('ssh://git@example.com:2222/shop.git')).toEqual({ url: 'ssh://git@example.com:2222/shop.git' });
	expect(() => projectSource('https://robot:a%0ab@example.com/x')).toThrow("'url'");
	expect(withoutLogins("fatal: unable to access 'https://robot:sesame@example.com/': x")).toBe(
		"fatal: unable to access 'https://example.com/': x",
	);
});

test.each([
	['fatal: Authentication failed for https://example.com/', 'auth'],
	['Host key verification failed.\nfatal: Could not read from remote repository.', 'auth'],
	['git@example.com: Permission denied (publickey).', 'auth'],
	["fatal: '/srv/x' does not appear to be a git repository", 'not_found'],
	["fatal: unable to access 'https://example.com/': Could not resolve host: example.com", 'transport'],
	['fatal: write error: No space left on device', 'limit'],
	['fatal: anything else', 'invalid'],
])('%j of git is %s', (words, errorClass) => {
	expect(projectFault('office', words)).toMatchObject({ errorClass });
});
