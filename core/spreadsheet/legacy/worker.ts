import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { InputError } from '../../kernel/errors';
import { outOfTime, tooLarge } from '../text/readingLimits';
import type { WorkbookSource } from '../workbook';
import { failureAnswer } from './workerAnswers';

export interface LegacyWorker {
	/** Waits for an answer, of the first message when nothing is asked. One question at a time. */
	readonly answer: <Answer>(schema: z.ZodType<Answer>, question?: object) => Promise<Answer>;
	readonly close: () => Promise<void>;
}

interface WorkerLimits {
	readonly seconds: number;
	/** Of the worker's heap, in megabytes. */
	readonly megabytes: number;
	readonly signal: AbortSignal | undefined;
}

/** Starts the thread that reads a file. It ends when it is closed, or with the first failure. */
export function startWorker(source: WorkbookSource, limits: WorkerLimits): LegacyWorker {
	const worker = new Worker(join(__dirname, 'legacyWorker.js'), {
		workerData: source,
		resourceLimits: { maxOldGenerationSizeMb: limits.megabytes, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
		stdout: true,
		stderr: true,
		env: {},
		execArgv: [],
	});
	// Whoever forgets to close it does not keep the process alive.
	worker.unref();
	worker.on('error', () => undefined);
	const close = async () => {
		await worker.terminate();
	};
	return {
		close,
		answer: async (schema, question) => {
			try {
				const received = await nextMessage(worker, limits, question);
				const failure = failureAnswer.safeParse(received);
				if (failure.success) throw refusal(failure.data.failure);
				return schema.parse(received);
			} catch (error) {
				await close();
				throw error;
			}
		},
	};
}

async function nextMessage(worker: Worker, limits: WorkerLimits, question: object | undefined): Promise<unknown> {
	const { seconds, signal } = limits;
	signal?.throwIfAborted();
	const done = new AbortController();
	try {
		return await new Promise((resolve, reject) => {
			const timer = setTimeout(() => reject(outOfTime({ seconds })), seconds * 1000);
			const called = () => reject(reasonOf(signal));
			const failed = (error: unknown) => reject(asRefusal(error, limits));
			const ended = () => reject(refusal('its reading ended'));
			worker.once('message', resolve).once('error', failed).once('exit', ended);
			signal?.addEventListener('abort', called, { once: true });
			done.signal.addEventListener('abort', () => {
				clearTimeout(timer);
				worker.off('message', resolve).off('error', failed).off('exit', ended);
				signal?.removeEventListener('abort', called);
			});
			if (question !== undefined) worker.postMessage(question);
		});
	} finally {
		done.abort();
	}
}

/** What a thread throws is of its own realm: it is no instance of this one's Error. */
const thrownError = z.object({ message: z.string(), code: z.string().optional() });

function asRefusal(error: unknown, { megabytes }: WorkerLimits): InputError {
	const { message, code } = thrownError.catch({ message: 'its reading failed' }).parse(error);
	if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
		return tooLarge(`needs more than ${megabytes} MB of memory to read`, 'megabytes');
	}
	return refusal(message, error);
}

function reasonOf(signal: AbortSignal | undefined): Error {
	try {
		signal?.throwIfAborted();
	} catch (reason) {
		return reason as Error;
	}
	return new Error('The reading was called off');
}

/** The refusal of a file that cannot be read, with the words of the library as its cause. */
function refusal(reason: string, cause?: unknown): InputError {
	if (/password|encrypt/i.test(reason)) {
		return new InputError('file', 'is protected by a password', 'Save it without a password.');
	}
	return new InputError(
		'file',
		'is a broken .xls file',
		'Open it in a spreadsheet program and save it as .xlsx.',
		'invalid',
		{ cause: cause ?? new Error(reason) },
	);
}
