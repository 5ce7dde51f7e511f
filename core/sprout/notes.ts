import type { SourceNote } from './site';

/** What is noted about one thing of the export. */
export interface NotesAbout {
	note(field: string, problem: string, remedy: string): void;
	/** Notes why something is not moved, and returns no rows of it. */
	leftOut(field: string, problem: string, remedy: string): never[];
}

/** Collects what the export does not say, or says in a way that cannot be used. */
export interface NoteBook {
	about(kind: SourceNote['kind'], key: string): NotesAbout;
	all(): readonly SourceNote[];
}

export function openNotes(): NoteBook {
	const notes: SourceNote[] = [];
	return {
		about: (kind, key) => ({
			note: (field, problem, remedy) => void notes.push({ kind, key, field, problem, remedy, leftOut: false }),
			leftOut: (field, problem, remedy) => {
				notes.push({ kind, key, field, problem, remedy, leftOut: true });
				return [];
			},
		}),
		all: () => notes,
	};
}
