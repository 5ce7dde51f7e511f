import { Writable } from 'node:stream';
import { createInterface } from 'node:readline/promises';

/** Where the command talks to a person; without one it asks nothing. */
export interface Terminal {
	readonly canAsk: boolean;
	say(...lines: readonly string[]): void;
	warn(...lines: readonly string[]): void;
	ask(question: string): Promise<string>;
	/** What is typed is not shown. */
	askSecret(question: string): Promise<string>;
	/** @returns what `enter` alone means, too. */
	confirm(question: string, byEnter: boolean): Promise<boolean>;
}

export function openTerminal({ quiet, asksNothing }: { quiet: boolean; asksNothing: boolean }): Terminal {
	const canAsk = process.stdin.isTTY && process.stdout.isTTY && !asksNothing;
	const ask = async (question: string, shown: boolean): Promise<string> => {
		process.stdout.write(question);
		const output = shown ? process.stdout : new Writable({ write: (_chunk, _encoding, done) => done() });
		const lines = createInterface({ input: process.stdin, output, terminal: true });
		try {
			return (await lines.question('')).trim();
		} finally {
			lines.close();
			if (!shown) process.stdout.write('\n');
		}
	};
	return {
		canAsk,
		say: (...lines) => {
			if (!quiet) process.stdout.write(`${lines.join('\n')}\n`);
		},
		warn: (...lines) => void process.stderr.write(`${lines.join('\n')}\n`),
		ask: async (question) => await ask(question, true),
		askSecret: async (question) => await ask(question, false),
		confirm: async (question, byEnter) => {
			const answer = await ask(`${question} (${byEnter ? 'Y/n' : 'y/N'}) `, true);
			return answer === '' ? byEnter : /^y(es)?$/i.test(answer);
		},
	};
}
