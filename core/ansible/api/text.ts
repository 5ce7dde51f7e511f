import { redact } from '../../kernel/redaction';

/** The most characters of a log that go with an outcome, of a message, and of one side of a difference. */
export const logTailLength = 16_384;
const messageLength = 4_000;
export const sideLength = 8_192;

/** Colours and movements of the cursor (ECMA-48), also broken ones, and characters that no database takes in a text. */
export function plainText(text: string): string {
	return (
		text
			// eslint-disable-next-line no-control-regex
			.replace(/\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])?/g, '')
			.replace(/\r\n?/g, '\n')
			// eslint-disable-next-line no-control-regex
			.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
	);
}

export const messageOf = (text: string, secrets: readonly string[]): string =>
	cleanText(text, secrets, messageLength).trim();

/** Without colours and secrets, and of so many characters at most. */
export const cleanText = (text: string, secrets: readonly string[], most: number): string =>
	cut(redact(plainText(text), secrets), most);

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

export const tailOf = (text: string, most = logTailLength): string =>
	text.length <= most ? text : `…${text.slice(1 - most)}`;
