/** A command to run on a host. */
export interface SshCommand {
	/** The program and its arguments. Each is one argument there, whatever it holds. */
	readonly argv: readonly string[];
	/** What the command reads. A script travels here and never in the arguments. */
	readonly input?: string | Buffer;
	readonly environment?: Readonly<Record<string, string>>;
	/** Run it by `sudo` as this user. */
	readonly asUser?: string;
	/** Milliseconds from its start to its end, and between two signs of life. */
	readonly timeoutMs?: number;
	readonly idleTimeoutMs?: number;
	/** The most bytes of each output that are kept. What is more is dropped, and `truncated` says so. */
	readonly outputLimitBytes?: number;
	/** Exit codes that are no failure; `any` for all. By default 0 only. */
	readonly mayExitWith?: readonly number[] | 'any';
	/** Ends the remote process tree. */
	readonly signal?: AbortSignal;
	/** Called with whole characters, as they arrive. */
	readonly onOutput?: (text: string, stream: 'stdout' | 'stderr') => void;
}

export interface CommandResult {
	/** Null when a signal ended it. */
	readonly exitCode: number | null;
	/** The signal that ended it, without `SIG`. */
	readonly signal: string | null;
	readonly stdout: string;
	readonly stderr: string;
	/** The bytes of `stdout` as they came, for what is no text. */
	readonly stdoutBytes: Buffer;
	readonly truncated: boolean;
}

/** A file to put on a host. */
export interface SshFile {
	/** Absolute. */
	readonly path: string;
	readonly content: string | Buffer;
	/** Such as 0o600. */
	readonly mode: number;
}

/**
 * One host, by one connection that is opened when it is first needed, and used by at most four channels at a time.
 *
 * @throws ExternalError from every method: `auth` when the log-in or the host's key is refused, `transport` when the
 *   connection is lost or nothing answers in time (the outcome is then unknown), `busy` when the host takes no more
 *   connections, `invalid` when a command ends with a code that it may not.
 */
export interface SshHost {
	/** `deploy@office.example.com:22`, for errors and logs. */
	readonly name: string;
	run(command: SshCommand): Promise<CommandResult>;
	/** Writes the file at once and whole, and checks its SHA-256 there. Works without SFTP too. */
	upload(file: SshFile): Promise<void>;
	/** Ends the connection, and those to its jump hosts. */
	close(): Promise<void>;
}
