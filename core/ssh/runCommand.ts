import { ExternalError, InputError } from '../kernel/errors';
import { redact } from '../kernel/redaction';
import type { CommandResult, SshCommand } from './host';
import { endTree } from './endTree';
import type { Link } from './link';
import type { SshLogin } from './login';
import { commandLine, newMark, type CommandMark } from './preamble';
import { startOn, type Running, type Sudo } from './running';
import { sudoFault } from './sudo';

const programOf = ({ argv: [program = ''] }: SshCommand) => program.slice(0, 100);

const defaults = { timeoutMs: 600_000, outputLimitBytes: 10_000_000 };

/** Runs a command: see `SshHost.run`. `beside` does not wait for a free channel. */
export async function runCommand(
	link: Link,
	login: SshLogin,
	command: SshCommand,
	{ beside = false }: { beside?: boolean } = {},
): Promise<CommandResult> {
	const mark = newMark();
	const sudo = sudoFor(login, command.asUser);
	const wanted = {
		argv: command.argv,
		environment: command.environment ?? {},
		hasInput: command.input !== undefined,
	};
	return await link.withChannel(
		commandLine,
		async (channel, connection) => {
			if (command.signal?.aborted === true) {
				channel.close();
				throw new ExternalError(
					'invalid',
					`${programOf(command)} on ${link.name} was cancelled before it began`,
					'Start it again if it is still wanted.',
				);
			}
			const limits = new Limits(command, link.name);
			try {
				const running = startOn(channel, connection, {
					wanted,
					input: Buffer.from(command.input ?? ''),
					sudo,
					mark,
					outputLimitBytes: command.outputLimitBytes ?? defaults.outputLimitBytes,
					onOutput: command.onOutput,
					onLife: () => {
						limits.alive();
					},
					name: link.name,
				});
				// It is awaited below in any case.
				running.ended.catch(() => undefined);
				const ended = await Promise.race([running.ended, limits.exceeded]);
				if (!(ended instanceof ExternalError)) return result(running, ended, { link, login, command, sudo, mark });
				throw await stopped(ended, { running, link, login, command, mark, close: () => channel.close() });
			} catch (fault) {
				// What cannot be an argument was refused, and the channel would stay open.
				channel.close();
				throw fault;
			} finally {
				limits.clear();
			}
		},
		{ beside },
	);
}

function sudoFor({ username, sudoPassword }: SshLogin, user: string | undefined): Sudo | undefined {
	if (user === undefined || user === username) return undefined;
	if (!/^(?!-)[^\s:\p{Cc}]{1,64}$/u.test(user)) {
		throw new InputError('asUser', 'is no name of a user', 'Write the name of a user of the host.');
	}
	if (sudoPassword !== undefined && /[\r\n\0]/.test(sudoPassword)) {
		throw new InputError('sudoPassword', 'has a line break', 'Correct it in the credential.');
	}
	return { user, password: sudoPassword === '' ? undefined : sudoPassword };
}

interface Scene {
	readonly link: Link;
	readonly login: SshLogin;
	readonly command: SshCommand;
	readonly sudo?: Sudo;
	readonly mark: CommandMark;
}

function result(
	{ stdout, stderr }: Running,
	{ exitCode, signal }: { readonly exitCode: number | null; readonly signal: string | null },
	{ link, login, command, sudo, mark }: Scene,
): CommandResult {
	const hide = (text: string) => redact(text, secretsOf(login, command));
	if (stdout.signsSeen === 0) {
		const words = `${stdout.noise} ${stderr.noise}`.replaceAll(/\s+/g, ' ').trim().slice(0, 400);
		throw new ExternalError(
			'permission',
			`${link.name} ran no command${words === '' ? '' : `. It said: ${hide(words)}`}`,
			'Give the account a shell such as /bin/sh, and check that neither authorized_keys nor sshd_config has a command of its own for it.',
		);
	}
	if (sudo && stdout.signsSeen === 1) throw sudoFault(link.name, sudo, hide(stderr.noise + stderr.text()), mark);
	const truncated = stdout.truncated || stderr.truncated;
	const made = {
		exitCode,
		signal,
		stdout: stdout.text(),
		stderr: stderr.text(),
		stdoutBytes: stdout.bytes(),
		truncated,
	};
	const may = command.mayExitWith ?? [0];
	if (may === 'any' || (exitCode !== null && may.includes(exitCode))) return made;
	const words = hide(made.stderr.trim() || made.stdout.trim()).slice(-500);
	const program = hide(programOf(command));
	throw new ExternalError(
		'invalid',
		`${program} on ${link.name} ${endingOf(exitCode, signal)}${words === '' ? '' : `: ${words}`}`,
		remedyOf(exitCode, program),
	);
}

function endingOf(exitCode: number | null, signal: string | null): string {
	if (exitCode === 127) return 'was not found';
	if (exitCode === 126) return 'cannot be run';
	return exitCode === null ? `was ended by the signal ${signal ?? 'unknown'}` : `ended with the code ${exitCode}`;
}

function remedyOf(exitCode: number | null, program: string): string {
	if (exitCode === 127) return `Install ${program} there, or write its whole path.`;
	if (exitCode === 126) return `Make ${program} executable, on a file system that is not mounted with noexec.`;
	return 'Read what the command said, and correct what it names.';
}

function secretsOf({ authentication, sudoPassword = '', jump }: SshLogin, { environment = {} }: SshCommand): string[] {
	const own =
		authentication.kind === 'password'
			? authentication.password
			: authentication.kind === 'key'
				? (authentication.passphrase ?? '')
				: '';
	const ofEnvironment = Object.entries(environment)
		.filter(([name, value]) => value.length >= 8 && !/^(PATH|HOME|LANG|LANGUAGE|LC_.*|TERM|TZ|USER)$/.test(name))
		.map(([, value]) => value);
	return [own, sudoPassword, ...ofEnvironment, ...(jump ? secretsOf(jump, { argv: [] }) : [])];
}

/** The limits of time, and the signal, of one command. */
class Limits {
	readonly exceeded: Promise<ExternalError>;
	private readonly timer: NodeJS.Timeout;
	private idle: NodeJS.Timeout | undefined;
	private tell: (error: ExternalError) => void = () => undefined;
	private readonly onAbort: () => void;

	constructor(
		private readonly command: SshCommand,
		private readonly name: string,
	) {
		this.exceeded = new Promise((tell) => (this.tell = tell));
		const timeoutMs = command.timeoutMs ?? defaults.timeoutMs;
		this.timer = setTimeout(() => {
			this.over(`did not end within ${timeoutMs / 1000} s`, 'Give it more time, or find out what it waits for.');
		}, timeoutMs);
		this.onAbort = () => {
			this.over('was cancelled', 'Start it again if it is still wanted.');
		};
		command.signal?.addEventListener('abort', this.onAbort, { once: true });
		this.alive();
	}

	alive(): void {
		const { idleTimeoutMs } = this.command;
		if (idleTimeoutMs === undefined) return;
		clearTimeout(this.idle);
		this.idle = setTimeout(() => {
			this.over(`gave no sign of life for ${idleTimeoutMs / 1000} s`, 'Find out what it waits for.');
		}, idleTimeoutMs);
	}

	clear(): void {
		clearTimeout(this.timer);
		clearTimeout(this.idle);
		this.command.signal?.removeEventListener('abort', this.onAbort);
	}

	private over(words: string, remedy: string): void {
		this.clear();
		this.tell(new ExternalError('transport', `${programOf(this.command)} on ${this.name} ${words}`, remedy));
	}
}

/** Ends the process tree, and returns the error that also says what is left of it. */
async function stopped(
	error: ExternalError,
	{ running, link, login, command, mark, close }: Scene & { readonly running: Running; readonly close: () => void },
): Promise<ExternalError> {
	const left = await endTree(
		{ pid: running.stdout.pid, mark: mark.mark },
		async (ladder) => await runCommand(link, login, { ...ladder, asUser: command.asUser }, { beside: true }),
	).catch(() => undefined);
	const gone = new Promise<void>((tell) => {
		const timer = setTimeout(tell, 2_000);
		void running.ended
			.catch(() => undefined)
			.then(() => {
				clearTimeout(timer);
				tell();
			});
	});
	await gone;
	close();
	if (left?.length === 0) return error;
	const words =
		left === undefined ? 'It may still run there: it could not be ended.' : `Still running there: ${left.join(', ')}.`;
	return new ExternalError(error.errorClass, `${error.vendorMessage}. ${words}`, error.remedy);
}
