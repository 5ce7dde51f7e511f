import type { Connection, PoolClient, Submittable } from 'pg';

/** A statement with its parameters. PostgreSQL shows the text to whoever may look at its activity, and never the parameters. */
export interface Statement {
	readonly sql: string;
	readonly values?: ReadonlyArray<string | null>;
}

/**
 * Runs several statements in one round trip. The first that fails ends it: PostgreSQL passes over the others.
 *
 * pg's own `query` takes several statements at once only as one text, and then no parameters.
 */
export async function runTogether(client: Pick<PoolClient, 'query'>, statements: readonly Statement[]): Promise<void> {
	await client.query(new RoundTrip(statements));
}

type Callback = (error?: Error | null) => void;

/** What pg's client sends, and tells of the answers, as it does with pg-cursor. It is awaited like a promise. */
class RoundTrip implements Submittable, PromiseLike<void> {
	readonly then: Promise<void>['then'];
	/** Takes the outcome. The client wraps it, to end a round trip that takes too long. */
	callback: Callback = () => undefined;

	constructor(private readonly statements: readonly Statement[]) {
		const outcome = new Promise<void>((resolve, reject) => {
			this.callback = (error) => (error ? reject(error) : resolve());
		});
		this.then = outcome.then.bind(outcome);
	}

	submit(connection: Connection): void {
		// In one packet, where it fits.
		connection.stream.cork();
		for (const { sql, values = [] } of this.statements) {
			connection.parse({ name: '', text: sql, types: [] }, true);
			connection.bind({ values: [...values] }, true);
			connection.execute({}, true);
		}
		connection.sync();
		connection.stream.uncork();
	}

	handleError(error: Error): void {
		this.callback(error);
	}

	handleReadyForQuery(): void {
		this.callback();
	}

	handleDataRow(): void {
		// Nobody asks for rows.
	}

	handleCommandComplete(): void {
		// The end of the round trip counts.
	}
}
