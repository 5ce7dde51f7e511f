import { execFile } from 'node:child_process';
import { z } from 'zod';
import { ExternalError, InputError } from '../../core/kernel/errors';
import { keptWorkflowOf, listedCredential, type N8nInstance, type SentWorkflow } from '../../core/n8nInstance';

interface Run {
	readonly out: string;
	readonly said: string;
}

/**
 * An n8n by its own command line, on the same host: workflows go in and out by standard input and output, so the command
 * may as well be `docker exec -i …`. What it changes holds once n8n is started again.
 */
export async function openCommandLine(command: string): Promise<{ instance: N8nInstance; version: string }> {
	const words = command.trim().split(/\s+/);
	const [program = '', ...before] = words;
	if (program === '') throw new InputError('--n8n-command', 'is empty', 'Write the command that starts n8n, such as n8n.');

	const run = async (args: readonly string[], input = ''): Promise<Run> =>
		await new Promise((resolve, reject) => {
			// Node gives its children sockets, which nobody can open as /dev/stdin or /dev/stdout: a shell gives them pipes.
			const child = execFile(
				'sh',
				['-c', 'cat | "$@" | cat', 'sh', program, ...before, ...args],
				{ maxBuffer: 200 * 2 ** 20, timeout: 180_000, env: { ...process.env, N8N_LOG_LEVEL: 'info' } },
				(error, out, err) => {
					if (error && 'code' in error && error.code === 'ENOENT') {
						reject(new InputError('--n8n-command', 'needs a POSIX shell (sh)', 'Take an API key of n8n instead.'));
					} else resolve({ out, said: `${out}\n${err}` });
				},
			);
			child.stdin?.on('error', () => undefined);
			child.stdin?.end(input);
		});

	/** n8n ends with code 0 whatever happened: what it says decides. */
	const expecting = async (args: readonly string[], words: RegExp, what: string, input?: string): Promise<Run> => {
		const done = await run(args, input);
		if (words.test(done.said)) return done;
		const told = done.said.replace(/\s+/g, ' ').trim().slice(-400);
		throw new ExternalError('invalid', `n8n refuses ${what}: ${told}`, 'Run the same command of n8n by hand, and see what it says.');
	};

	const exported = async (kind: 'workflow' | 'credentials'): Promise<unknown[]> => {
		const { out, said } = await run([`export:${kind}`, '--all', '--output=/dev/stdout']);
		const line = out.split('\n').find((text) => text.trimStart().startsWith('['));
		if (line !== undefined) return z.array(z.unknown()).parse(JSON.parse(line.slice(0, line.lastIndexOf(']') + 1)));
		if (/No (workflows|credentials) found/i.test(said)) return [];
		throw new ExternalError(
			'invalid',
			`n8n does not export its ${kind}: ${said.replace(/\s+/g, ' ').trim().slice(-300)}`,
			'Run the command as the user of n8n, with its variables (N8N_USER_FOLDER, DB_…), or in its container.',
		);
	};

	const importOne = async (workflow: SentWorkflow, id: string, more: object = {}): Promise<void> => {
		const entry = { ...more, ...workflow, id, active: false };
		const input = JSON.stringify([entry]);
		await expecting(
			['import:workflow', '--input=/dev/stdin'],
			/Successfully imported/,
			`to import '${workflow.name}'`,
			input,
		);
	};

	const publish = async (id: string): Promise<void> => {
		await expecting(['publish:workflow', `--id=${id}`], /Publishing workflow with ID(?![\s\S]*GOT ERROR)/, 'to publish');
	};
	const unpublish = async (id: string): Promise<void> => {
		const done = await run(['unpublish:workflow', `--id=${id}`]);
		if (/unpublished successfully/.test(done.said)) return;
		await expecting(['update:workflow', `--id=${id}`, '--active=false'], /Deactivating|updated/i, 'to unpublish');
	};

	const version = /(\d+\.\d+\.\d+)/.exec((await run(['--version'])).out)?.[1];
	if (version === undefined) {
		throw new InputError('--n8n-command', `starts no n8n: ${command}`, 'Try the command with --version by hand.');
	}
	const instance: N8nInstance = {
		where: command,
		needsRestart: true,
		credentials: async () => (await exported('credentials')).map((one) => listedCredential.parse(one)),
		credentialNamed: async () => undefined,
		workflows: async () => (await exported('workflow')).map(keptWorkflowOf),
		create: async (workflow, wantedId) => {
			await importOne(workflow, wantedId);
			return wantedId;
		},
		replace: async (kept, workflow) => {
			// n8n takes an import for the whole workflow: what is not in it is gone, and it is unpublished.
			const raw = z.looseObject({ staticData: z.unknown(), settings: z.unknown() }).parse(kept.raw);
			const settings = { ...z.record(z.string(), z.unknown()).catch({}).parse(raw.settings), ...workflow.settings };
			await importOne({ ...workflow, settings, pinData: workflow.pinData ?? kept.pinData }, kept.id, {
				staticData: raw.staticData ?? null,
			});
			if (kept.published) await publish(kept.id);
		},
		publish,
		unpublish,
		remove: async (kept) => {
			if (kept.published) await unpublish(kept.id);
			return false;
		},
	};
	return { instance, version };
}
