import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The state of a stand-in, in memory. If a JSON file is named, the state is also there and outlives the process. */
export interface StateHolder<State> {
	value: State;
	/** Writes the state to its file if it has changed. */
	save(): void;
}

export function openState<State>(initial: () => State, file: string | undefined): StateHolder<State> {
	if (file === undefined) return { value: initial(), save: () => undefined };

	let written = existsSync(file) ? readFileSync(file, 'utf8') : '';
	const holder: StateHolder<State> = {
		value: written === '' ? initial() : (JSON.parse(written) as State),
		save() {
			const text = JSON.stringify(holder.value);
			if (text === written) return;
			mkdirSync(dirname(file), { recursive: true });
			// A rename is atomic: a process that dies here leaves the old file or the new one, never half of one.
			writeFileSync(`${file}.new`, text);
			renameSync(`${file}.new`, file);
			written = text;
		},
	};
	return holder;
}
