import type { StandinAnswer } from '../shared';
import type { Call, Command } from './call';
import { accountCommands } from './commands/accounts';
import { mailboxCommands } from './commands/mailboxes';
import { packageCommands } from './commands/packages';
import { sslCommands } from './commands/ssl';
import { zoneCommands } from './commands/zones';
import type { Quirks } from './state';

const commands: Readonly<Record<string, Command>> = {
	...accountCommands,
	...packageCommands,
	...zoneCommands,
	...mailboxCommands,
	...sslCommands,
};

/** Answers a legacy command, always with 200: the words tell the outcome. */
export async function answerCommand(name: string, call: Call, mayRun: boolean): Promise<StandinAnswer> {
	const act = commands[name];
	const { quirks } = call.state;
	if (!act || !mayRun) {
		return refusal(quirks, 'You cannot execute that command', 'It does not exist in your authority level');
	}
	const told = await act(call);
	if ('refused' in told) return refusal(quirks, 'Execution Error', told.refused);
	if ('success' in told) return written(quirks, { success: quirks.translated ? 'Gelukt' : told.success, result: '' });
	return isPlain(told.data) ? written(quirks, told.data) : { body: told.data };
}

function refusal(quirks: Quirks, error: string, result: string): StandinAnswer {
	const sentences = quirks.translated ? ['Fout bij uitvoeren', 'De opdracht is geweigerd'] : [error, result];
	if (quirks.entities) return written(quirks, { error: '1', text: sentences[0], details: sentences[1] });
	return { body: { error: sentences[0], result: sentences[1] } };
}

type Plain = readonly string[] | Readonly<Record<string, string | undefined>>;

/** Tells whether the url-encoded form can hold the data: a list of names, or names with texts. */
function isPlain(data: unknown): data is Plain {
	const isText = (value: unknown) => typeof value === 'string';
	if (Array.isArray(data)) return data.every(isText);
	return typeof data === 'object' && data !== null && Object.values(data).every(isText);
}

function written(quirks: Quirks, data: Plain): StandinAnswer {
	if (!quirks.entities) return { body: data };
	const pairs = Array.isArray(data)
		? data.map((value: string) => `list[]=${halfEncoded(value)}`)
		: Object.entries(data).map(([name, value]) => `${halfEncoded(name)}=${halfEncoded(value ?? '')}`);
	return { body: pairs.join('&') };
}

/** Letters, digits and a few others as they are, `%` for some, entities without a semicolon for the rest. */
function halfEncoded(text: string): string {
	return [...text]
		.map((character) => {
			if (/[A-Za-z0-9_-]/.test(character)) return character;
			if (character === ' ') return '+';
			const code = character.codePointAt(0) ?? 0;
			return /[.'@:/|]/.test(character) ? `&#${code}` : encodeURIComponent(character);
		})
		.join('');
}
