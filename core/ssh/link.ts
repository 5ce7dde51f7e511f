import { setTimeout as pause } from 'node:timers/promises';
import type { ClientChannel } from 'ssh2';
import { ExternalError } from '../kernel/errors';
import { prepareProof, type Proof } from './authentication';
import { checkLogin, nameOf } from './checkLogin';
import { connect, forward, type Connection } from './connection';
import type { SshLogin } from './login';
import { Slots } from './slots';

export interface LinkSettings {
	/** Milliseconds until the log-in must be done, for each host on the way. */
	readonly connectTimeoutMs: number;
	readonly keepaliveIntervalMs: number;
	/** The most channels at a time. OpenSSH takes ten (MaxSessions), and now and then fewer. */
	readonly channels: number;
}

/** The connection to one host: it is made when it is needed, and made anew when it was lost. */
export class Link {
	readonly name: string;
	private readonly slots: Slots;
	private readonly jump: Link | undefined;
	private proof: Promise<Proof> | undefined;
	private connecting: Promise<Connection> | undefined;
	/** A refused log-in is not tried again: servers shut out whoever does. */
	private refused: ExternalError | undefined;
	private closed = false;

	/** @throws InputError for an address or a user that no host has. */
	constructor(
		private readonly login: SshLogin,
		private readonly settings: LinkSettings,
	) {
		checkLogin(login);
		this.name = nameOf(login);
		this.slots = new Slots(settings.channels);
		this.jump = login.jump ? new Link(login.jump, settings) : undefined;
	}

	/** The open connection. */
	async connection(): Promise<Connection> {
		if (this.closed) throw new ExternalError('invalid', `The connection to ${this.name} is closed`, 'Open it anew.');
		if (this.refused) throw this.refused;
		const current = await this.connecting?.catch(() => undefined);
		if (current?.isOpen() === true) return current;
		this.connecting = this.connectOnce(this.connecting);
		return await this.connecting;
	}

	/**
	 * Does something with a channel for a command, when one is free.
	 *
	 * @param beside does not wait for its turn: to end what others run.
	 */
	async withChannel<Result>(
		command: string,
		use: (channel: ClientChannel, connection: Connection) => Promise<Result>,
		{ beside = false }: { beside?: boolean } = {},
	): Promise<Result> {
		if (beside) {
			const connection = await this.connection();
			return await use(await openChannel(connection, command, this.name), connection);
		}
		for (let tries = 1; ; tries++) {
			await this.slots.take();
			try {
				const connection = await this.connection();
				return await use(await openChannel(connection, command, this.name), connection);
			} catch (error) {
				if (!(error instanceof ChannelRefused)) throw error;
				// Nothing was run. The host takes fewer at a time than we thought: this one waits for another to end.
				const others = this.slots.used - 1;
				if (others > 0) this.slots.narrow(others);
				else if (tries > 1) throw error;
			} finally {
				this.slots.release();
			}
			await pause(100);
		}
	}

	async close(): Promise<void> {
		this.closed = true;
		const connection = await this.connecting?.catch(() => undefined);
		await connection?.close();
		await this.jump?.close();
	}

	private async connectOnce(before: Promise<Connection> | undefined): Promise<Connection> {
		const current = await before?.catch(() => undefined);
		if (current?.isOpen() === true) return current;
		this.proof ??= prepareProof(this.login.authentication);
		const { connectTimeoutMs: timeoutMs, keepaliveIntervalMs } = this.settings;
		const { jump, login } = this;
		try {
			return await connect(login, {
				timeoutMs,
				keepaliveIntervalMs,
				proof: await this.proof,
				through: jump && {
					name: jump.name,
					open: async () => await forward(await jump.connection(), jump.name, login),
				},
			});
		} catch (error) {
			if (error instanceof ExternalError && error.errorClass === 'auth') this.refused = error;
			throw error;
		}
	}
}

/** The host takes no more channels: nothing was run. */
class ChannelRefused extends ExternalError {}

async function openChannel({ client }: Connection, command: string, name: string): Promise<ClientChannel> {
	return await new Promise<ClientChannel>((tell, fail) => {
		const failed = (error: Error) => {
			if (/channel open failure/i.test(error.message)) {
				fail(
					new ChannelRefused(
						'busy',
						`${name} takes no more commands on this connection: ${error.message.replace(/^\(SSH\) /, '').slice(0, 200)}`,
						'Try again later, or raise MaxSessions in its sshd_config.',
					),
				);
			} else if (/unable to exec/i.test(error.message)) {
				fail(
					new ExternalError(
						'permission',
						`${name} lets this account run no commands`,
						'Allow them: the account may be for SFTP only (ForceCommand, ChrootDirectory), or its shell may be missing.',
					),
				);
			} else fail(lostConnection(name, error.message));
		};
		try {
			client.exec(command, (error, channel) => {
				if (error) failed(error);
				else tell(channel);
			});
		} catch (error) {
			failed(error instanceof Error ? error : new Error(String(error)));
		}
	});
}

/** The outcome of what was under way is then unknown. */
export function lostConnection(name: string, words: string): ExternalError {
	const why =
		words === '' || /^(not connected|no response from server)$/i.test(words) ? '' : `: ${words.slice(0, 200)}`;
	return new ExternalError(
		'transport',
		`The connection to ${name} is lost${why}`,
		'Check the network and the host. What was running there may still run, or may be done.',
	);
}
