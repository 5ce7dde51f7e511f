import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface TerminalOptions {
	/** The administrator's home: n8n keeps its data in `.n8n` below it. */
	readonly home: string;
	/** What stands in a page for something that everybody has under another name. */
	readonly substitutions: ReadonlyArray<readonly [string | RegExp, string]>;
	/** What is typed when a command asks for the value of a variable. */
	readonly answers: () => Readonly<Record<string, string>>;
	readonly environment: Readonly<Record<string, string>>;
}

/** What one block said, and its exit code. */
export interface Said {
	readonly code: number;
	readonly text: string;
}

/** One terminal: what a block exports, and the folder into which it goes, hold for the next. */
export interface Terminal {
	/** @throws Error with all that the block said when it fails. */
	run(block: string): Promise<string>;
	/** The same, for a block that may fail. */
	attempt(block: string): Promise<Said>;
}

export async function openTerminal({ home, substitutions, answers, environment }: TerminalOptions): Promise<Terminal> {
	const state = join(home, '.walk');
	await mkdir(state, { recursive: true });
	const [variables, folder] = [join(state, 'variables'), join(state, 'folder')];
	await writeFile(variables, '');
	await writeFile(folder, home);

	const attempt = async (block: string): Promise<Said> => {
		const typed = substitutions.reduce((text, [from, to]) => text.replaceAll(from, to), block);
		const asked = [...typed.matchAll(/\bread -rsp (?:"[^"]*"|'[^']*') (\w+)/g)].map(([, name = '']) => name);
		const known = answers();
		const lines = asked.map((name) => {
			if (known[name] === undefined) throw new Error(`nobody knows what to type for ${name}`);
			return `${known[name]}\n`;
		});
		// A person sees a command fail, and stops: so does this.
		const script = `set -a; . '${variables}'; set +a; cd "$(cat '${folder}')"; set -e\n${typed}\nset +e; export -p > '${variables}'; pwd > '${folder}'`;
		return await new Promise((resolve, reject) => {
			const child = spawn('bash', ['-c', script], { env: { ...environment, HOME: home }, stdio: 'pipe' });
			let text = '';
			for (const stream of [child.stdout, child.stderr])
				stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
			child.once('error', reject);
			child.once('close', (code) => resolve({ code: code ?? 1, text }));
			child.stdin.on('error', () => undefined);
			child.stdin.end(lines.join(''));
		});
	};
	return {
		attempt,
		run: async (block) => {
			const { code, text } = await attempt(block);
			if (code === 0) return text;
			throw new Error(`This block of the page ended with ${code}:\n${block}\nIt said:\n${text}`);
		},
	};
}

/** The value of a variable that a block exported, as the terminal keeps it. */
export async function exported(home: string, name: string): Promise<string | undefined> {
	const text = await readFile(join(home, '.walk/variables'), 'utf8');
	return new RegExp(`^declare -x ${name}="(.*)"$`, 'm').exec(text)?.[1];
}
