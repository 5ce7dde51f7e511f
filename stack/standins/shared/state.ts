import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a stand-in remembers: in memory, and in a JSON file where one is named, so that it outlives the process. */
export interface StateHolder<State> {
	value: State;
	/** Writes the state to its file where it has changed. */
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
			// Renaming is atomic: a process that dies here leaves the old file or the new one, never half of one.
			writeFileSync(`${file}.new`, text);
			renameSync(`${file}.new`, file);
			written = text;
		},
	};
	return holder;
}
