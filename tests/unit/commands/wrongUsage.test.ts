import { execFile } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { linesOfDiff } from '../../../commands/workflows/diff';
import { commandNames, commandOf, flags, optionsOf } from '../../../commands/workflows/options';
import type { Scene } from '../../../commands/workflows/scene';
import { readWords, UsageError } from '../../../core/kernel/commandWords';
import { readPackage } from '../../../core/starterWorkflows';
import { runCommand } from '../../../database/commandLine';
import { root } from '../../support/repository';

/** A command as it is typed. None of these comes so far as to connect to something. */
async function typed(command: string, ...words: string[]): Promise<{ code: number | null; said: string }> {
	return await new Promise((resolve) => {
		const file = [require.resolve('tsx/cli'), join(root, 'commands', `${command}.ts`), ...words];
		const ran = execFile(process.execPath, file, (_error, out, err) =>
			resolve({ code: ran.exitCode, said: out + err }),
		);
	});
}

async function database(...words: string[]): Promise<{ code: number; said: string }> {
	const lines: string[] = [];
	const say = (line: string) => void lines.push(line);
	return { code: await runCommand(words, {}, { say, complain: say }), said: lines.join('\n') };
}

const told = { usage: 2, help: /`npx --no -- msp-\w+ --help`/ };

test('msp-workflows and msp-import end with 2 and name what is unknown', async () => {
	const [command, provider, flag, column] = await Promise.all([
		typed('msp-workflows', 'instal'),
		typed('msp-workflows', 'install', '--without', 'paypl'),
		typed('msp-import', 'invoices.xlsx', '--frob'),
		typed('msp-import', 'invoices.xlsx', '--currency', 'euros'),
	]);
	expect(command.code).toBe(told.usage);
	expect(command.said).toMatch(/^There is no command 'instal'\. The commands are install, status/);
	expect(command.said).toMatch(told.help);
	expect(provider.code).toBe(told.usage);
	expect(provider.said).toMatch(/^--without names no provider: paypl\. Choose of stripe, paypal/);
	expect(flag.code).toBe(told.usage);
	expect(flag.said).toMatch(/^There is no option '--frob'\. /);
	expect(flag.said).toMatch(told.help);
	expect(column.code).toBe(told.usage);
	expect(column.said).toMatch(/^--currency must be a code such as EUR/);
});

test.each([
	[['frob'], /^There is no command 'frob'\. The commands are migrate, status, create-roles, create-key\. /],
	[['constructor'], /^There is no command 'constructor'\. /],
	[['migrate', '--frob'], /^There is no option '--frob'\. /],
	[['migrate', '-x'], /^There is no option '-x'\. /],
	[['migrate', 'now'], /^migrate takes no further word: 'now'\. /],
	[['status', '--url'], /^The option '--url' lacks its value\. /],
	[['status', '--password-file', '--url'], /^The option '--password-file' lacks its value; .*--password-file=<value>/],
	[['status', '--password-stdin=secret'], /^The option '--password-stdin' takes no value\. /],
])('msp-database %j is told in a sentence of our own', async (words, sentence) => {
	const { code, said } = await database(...words);
	expect(code).toBe(told.usage);
	expect(said).toMatch(sentence);
	expect(said).toMatch(told.help);
	expect(said).not.toMatch(/positional|secret|Usage:/);
});

test('the help of each command names it as it is typed', async () => {
	const helps = await Promise.all([
		database('--help'),
		typed('msp-workflows', '--help'),
		typed('msp-import', '--help'),
	]);
	for (const { code, said } of helps) {
		expect(code).toBe(0);
		expect(said).toMatch(/^Usage: npx --no -- msp-/);
	}
});

test('an address that is typed in the wrong place is not repeated with its password', async () => {
	for (const words of [['postgres://a:secret@b/c'], ['migrate', 'postgres://a:secret@b/c'], ['--frob=secret']]) {
		const { code, said } = await database(...words);
		expect(code).toBe(told.usage);
		expect(said).not.toContain('secret');
	}
});

test('every command is known, and no other word', () => {
	for (const name of commandNames) expect(commandOf([name])).toEqual({ name });
	expect(commandOf(['diff', '10'])).toEqual({ name: 'diff', number: '10' });
	expect(() => commandOf(['diff', '10', '11'])).toThrow(/^diff takes no further word: '11'/);
	expect(() => commandOf(['status', '10'])).toThrow(/^status takes no further word: '10'/);
	expect(() => optionsOf({ with: ['stripe,ansibel'] })).toThrow(UsageError);
});

test('diff of an unknown number speaks of the number, and of no flag', async () => {
	const scene = { starters: await readPackage(root), options: {} } as unknown as Scene;
	const lines = linesOfDiff(scene, '99');
	await expect(lines).rejects.toThrow(UsageError);
	await expect(lines).rejects.toThrow(/^There is no starter workflow 99\. The numbers are 10, 11, /);
	await expect(lines).rejects.not.toThrow('--only');
});

test('whatever is typed is read or refused with a usage error, as Node reads it', () => {
	const word = fc.oneof(
		fc.constantFrom('--url', '--yes', '-y', '--only=10', '--', '--json=x', '-yx', '--frob', '-', 'diff'),
		fc.string(),
	);
	fc.assert(
		fc.property(fc.array(word, { maxLength: 5 }), (words) => {
			try {
				readWords('msp-workflows', words, flags);
			} catch (error) {
				expect(error).toBeInstanceOf(UsageError);
				expect((error as Error).message).not.toContain('The options cannot be read');
			}
		}),
	);
});
