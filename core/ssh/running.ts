import type { ClientChannel } from 'ssh2';
import type { Connection } from './connection';
import { lostConnection } from './link';
import { Output, type OutputSettings } from './output';
import { lineUnderSudo, plainLine, sudoLine, type CommandMark, type Wanted } from './preamble';
import { asksAgain } from './sudo';

/** How sudo is called; absent when it is not. */
export interface Sudo {
	readonly user: string;
	/** Absent when it must work without one. */
	readonly password?: string;
}

export interface RunSettings {
	readonly wanted: Wanted;
	readonly input: Buffer;
	readonly sudo?: Sudo;
	readonly mark: CommandMark;
	readonly outputLimitBytes: number;
	readonly onOutput?: (text: string, stream: 'stdout' | 'stderr') => void;
	/** Called at each sign of life. */
	readonly onLife: () => void;
	/** The host, for errors. */
	readonly name: string;
}

/** A command that runs on a channel. */
export interface Running {
	readonly stdout: Output;
	readonly stderr: Output;
	/** How it ended. @throws ExternalError `transport` when the connection was lost before it did. */
	readonly ended: Promise<{ readonly exitCode: number | null; readonly signal: string | null }>;
}

/** How long sudo may take to accept a password: PAM delays a wrong one by seconds. */
const sudoPatienceMs = 20_000;

/** A background child may hold the outputs open for ever. After the exit they count as done when nothing comes for so long. */
const silenceAfterExitMs = 5_000;

/** Starts a command on a channel on which the command line of the preamble was executed. */
export function startOn(channel: ClientChannel, connection: Connection, settings: RunSettings): Running {
	const { wanted, sudo, mark, input } = settings;
	const stdout = new Output(outputSettings('stdout', settings));
	const stderr = new Output(outputSettings('stderr', settings));
	const begin = (text: string) => {
		channel.write(text);
		if (wanted.hasInput) channel.end(input);
	};
	let readySeen = false;
	let patience: NodeJS.Timeout | undefined;
	if (sudo) {
		channel.write(sudoLine(sudo.user, sudo.password !== undefined, mark));
		if (sudo.password !== undefined) {
			channel.write(`${sudo.password}\n`);
			patience = setTimeout(() => channel.end(), sudoPatienceMs);
		}
	} else begin(plainLine(wanted, mark));
	const ended = new Promise<{ exitCode: number | null; signal: string | null }>((tell, fail) => {
		let exit: { exitCode: number | null; signal: string | null } | undefined;
		let silence: NodeJS.Timeout | undefined;
		const finish = () => {
			clearTimeout(silence);
			clearTimeout(patience);
			stdout.end();
			stderr.end();
			if (exit) tell(exit);
			else void connection.gone.then((words) => fail(lostConnection(settings.name, words)), fail);
		};
		const alive = () => {
			settings.onLife();
			if (!exit) return;
			clearTimeout(silence);
			silence = setTimeout(() => {
				channel.close();
				finish();
			}, silenceAfterExitMs);
		};
		channel.on('data', (chunk: Buffer) => {
			alive();
			stdout.add(chunk);
			if (sudo && !readySeen && stdout.signsSeen === 2) {
				readySeen = true;
				clearTimeout(patience);
				begin(lineUnderSudo(wanted, mark));
			}
		});
		channel.stderr.on('data', (chunk: Buffer) => {
			alive();
			stderr.add(chunk);
			if (sudo && !readySeen && asksAgain(stderr.noise, mark)) channel.end();
		});
		// The other side may be gone before all was written: what it wrote until then tells more.
		channel.on('error', () => undefined);
		channel.on('exit', (code: number | null, signal?: string) => {
			exit = { exitCode: code, signal: signal?.replace(/^SIG/, '') ?? null };
			alive();
		});
		channel.on('close', finish);
	});
	return { stdout, stderr, ended };
}

function outputSettings(
	stream: 'stdout' | 'stderr',
	{ mark, sudo, outputLimitBytes, onOutput }: RunSettings,
): OutputSettings {
	const begun = { text: mark.begun, pid: stream === 'stdout' };
	const ready = { text: mark.ready };
	const signs = stream === 'stdout' ? (sudo ? [begun, ready] : [begun]) : [sudo ? ready : begun];
	return { signs, limitBytes: outputLimitBytes, onText: onOutput && ((text) => onOutput(text, stream)) };
}
