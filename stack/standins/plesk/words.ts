import type { PleskState } from './state';

/** The German texts of a server. Real servers translate every text, and no code. */
const german: ReadonlyArray<readonly [english: RegExp, words: string]> = [
	[/exists|already/i, 'Das Objekt ist bereits vorhanden.'],
	[/not exist|not found|no such/i, 'Das Objekt wurde nicht gefunden.'],
	[/password/i, 'Das Passwort ist zu einfach.'],
	[/limit/i, 'Das Limit wurde erreicht.'],
];

/** Returns a text in the language of the server. */
export function said({ quirks }: PleskState, english: string): string {
	if (!quirks.translated) return english;
	return german.find(([words]) => words.test(english))?.[1] ?? 'Der Vorgang ist fehlgeschlagen.';
}
