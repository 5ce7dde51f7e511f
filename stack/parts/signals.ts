export interface Interruption {
	/** Aborted by the first Ctrl-C, SIGTERM, or a terminal that is closed. */
	readonly signal: AbortSignal;
	/** Resolves with the exit code that belongs to it. */
	readonly happened: Promise<number>;
}

/** Codes by convention: 128 and the signal's number. Ctrl-C is how a stack is meant to end. */
const codes = { SIGINT: 0, SIGTERM: 0, SIGHUP: 129 } as const;

/** Hears the signals that end a command. A second one ends it at once, whatever is left. */
export function hearSignals(): Interruption {
	const controller = new AbortController();
	const happened = new Promise<number>((resolve) => {
		for (const [name, code] of Object.entries(codes)) {
			process.on(name, () => {
				if (controller.signal.aborted) process.exit(130);
				controller.abort();
				resolve(code);
			});
		}
	});
	return { signal: controller.signal, happened };
}
