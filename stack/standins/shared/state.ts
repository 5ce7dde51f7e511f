import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The state of a stand-in, in memory. If a JSON file is named, the state is also there and outlives the process. */
export interface StateHolder<State> {
	value: State;
	/** Writes the state to its file if it has changed: at once, or when changes have gathered for a while. */
	save(): void;
	/** Writes what has gathered. */
	flush(): void;
}

/**
 * @param gatherMs for a large state, which would take too long to write after each request: how long changes gather.
 *   What has gathered is also written when the process ends by itself or by a signal that it handles.
 */
export function openState<State>(initial: () => State, file: string | undefined, gatherMs = 0): StateHolder<State> {
	if (file === undefined) return { value: initial(), save: () => undefined, flush: () => undefined };

	let written = existsSync(file) ? readFileSync(file, 'utf8') : '';
	let timer: NodeJS.Timeout | undefined;
	const write = (): void => {
		const text = JSON.stringify(holder.value);
		if (text === written) return;
		mkdirSync(dirname(file), { recursive: true });
		// A rename is atomic: a process that dies here leaves the old file or the new one, never half of one.
		writeFileSync(`${file}.new`, text);
		renameSync(`${file}.new`, file);
		written = text;
	};
	const flush = (): void => {
		if (timer === undefined) return;
		clearTimeout(timer);
		timer = undefined;
		write();
	};
	const holder: StateHolder<State> = {
		value: written === '' ? initial() : (JSON.parse(written) as State),
		save() {
			if (gatherMs === 0) write();
			else timer ??= setTimeout(flush, gatherMs);
		},
		flush,
	};
	if (gatherMs > 0) process.once('exit', flush);
	return holder;
}
