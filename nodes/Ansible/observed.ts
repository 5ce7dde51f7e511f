import type { RunName, Runner } from '../../core/ansible';

/** A runner that is listened to: what came to the log, and which run it was asked about last. */
export interface ObservedRunner {
	readonly runner: Runner;
	readonly log: () => string;
	/** Stops listening to the cancellation. */
	readonly leave: () => void;
}

/** More of a log is no reading matter; its beginning tells what ran, and its end how it ended. */
const mostOfLog = 10_000_000;

/**
 * Listens to a runner.
 *
 * @param cancelOn when it is aborted, the run that the runner was asked about last is ended. Whoever follows the run then
 *   sees it end.
 */
export function observe(runner: Runner, cancelOn: AbortSignal | undefined): ObservedRunner {
	let current: RunName | undefined;
	let log = '';
	const cancel = () => {
		// Whoever follows the run is told why it cannot be ended. Nobody waits here: a rejection would end n8n.
		if (current) runner.cancel(current).catch(() => undefined);
	};
	cancelOn?.addEventListener('abort', cancel, { once: true });
	const follow = (run: RunName) => {
		const began = current === undefined;
		current = run;
		if (began && cancelOn?.aborted) cancel();
	};
	return {
		log: () => log,
		leave: () => cancelOn?.removeEventListener('abort', cancel),
		runner: {
			...{ kind: runner.kind, name: runner.name, notReported: runner.notReported },
			inspect: async (request) => await runner.inspect(request),
			cancel: async (run) => await runner.cancel(run),
			inventory: async (...asked) => await runner.inventory(...asked),
			test: async () => await runner.test(),
			close: async () => await runner.close(),
			start: async (request) => {
				const started = await runner.start(request);
				follow({ runId: request.runId, reference: started.reference, check: request.check, secrets: [] });
				return started;
			},
			look: async (run, cursor, waitSeconds) => {
				follow(run);
				const look = await runner.look(run, cursor, waitSeconds);
				// Without a cursor the log begins anew.
				log = shortened((cursor === undefined ? '' : log) + look.log);
				return look;
			},
		},
	};
}

const left = '\n[…]\n';
function shortened(log: string): string {
	if (log.length <= mostOfLog) return log;
	const half = (mostOfLog - left.length) / 2;
	return log.slice(0, half) + left + log.slice(-half);
}
