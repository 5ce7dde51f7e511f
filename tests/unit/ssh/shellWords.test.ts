import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { assignments, lineBreakVariable, quoted, quotedArgv } from '../../../core/ssh/shellWords';

/** What a shell makes of some words: each on its own, with NUL after it. */
function read(words: string): string[] {
	const script = `${lineBreakVariable}=$(printf "\\012.");${lineBreakVariable}=\${${lineBreakVariable}%.};printf '%s\\0' ${words}`;
	return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

test('500 generated texts are words of a shell, byte for byte, and stay in one line', () => {
	const texts = fc.sample(fc.string({ unit: 'binary' }), 500).map((text) => text.replaceAll('\0', ''));
	const line = texts.map((text) => quoted(text)).join(' ');
	expect(line).not.toContain('\n');
	expect(read(line)).toEqual(texts);
});

test('what shells read in ways of their own is a word like any other', () => {
	const hostile = [
		"'",
		'"',
		'$(id)',
		'`id`',
		'\n',
		'\r\n',
		'!!',
		'~',
		'*',
		'\\',
		"\\'",
		'-rf',
		'',
		' ',
		';id',
		'&',
		'|',
		'\u2028',
		'{{ x }}',
	];
	expect(read(hostile.map((text) => quoted(text)).join(' '))).toEqual(hostile);
});

test('a text that no argument can hold is refused, with the name of its field', () => {
	expect(() => quoted('a\0b', 'reason')).toThrow("'reason' has a NUL character");
	expect(() => quoted('a\ud800b')).toThrow("'argument' has half a Unicode character");
});

test('a program is named, and is no option', () => {
	expect(() => quotedArgv([])).toThrow('names no program');
	expect(() => quotedArgv(['', 'x'])).toThrow('names no program');
	expect(() => quotedArgv(['-c', 'id'])).toThrow('begins with a hyphen');
	expect(quotedArgv(['echo', '-n'])).toBe("'echo' '-n'");
});

test('an environment has names of variables, and none that the shell keeps', () => {
	expect(assignments({ LANG: 'C.UTF-8', _x1: "it's" })).toEqual(["LANG='C.UTF-8'", "_x1='it'\\''s'"]);
	for (const name of ['1A', 'A-B', 'A=B', '', 'A B', 'é', 'A;id']) {
		expect(() => assignments({ [name]: 'x' })).toThrow('is no name of a variable');
	}
	for (const name of ['UID', 'PPID', 'IFS', 'SHELLOPTS', 'LC_N8N_SSH']) {
		expect(() => assignments({ [name]: 'x' })).toThrow('the shell keeps for itself');
	}
	expect(() => assignments({ SECRET: 'a\0' })).toThrow("'environment.SECRET' has a NUL");
});
