import { z } from 'zod';
import { textLimits } from '../../core/kernel/textLimits';

/**
 * A value that comes as it is, from an expression, or as the text of its JSON.
 *
 * @param most the most characters of JSON that it may have.
 */
export const jsonValue = <S extends z.ZodType>(schema: S, most: number = textLimits.json, isNot = 'is not JSON') =>
	z.preprocess((given, context) => {
		const length = typeof given === 'string' ? given.length : jsonLength(given);
		if (length === undefined) context.addIssue(isNot);
		else if (length > most) context.addIssue(`is too long: ${most} characters of JSON at the most`);
		else if (typeof given !== 'string') return given;
		else {
			try {
				return JSON.parse(given) as unknown;
			} catch {
				context.addIssue(isNot);
			}
		}
		return z.NEVER;
	}, schema);

/** Anything whose texts all have a length that a mail can show, and that is not too large as a whole. */
export const mailValue = z.unknown().check((context) => {
	const { value } = context;
	const length = jsonLength(value) ?? 0;
	const longest = longestText(value);
	if (longest > textLimits.lines) tooLong(`is too long: ${textLimits.lines} characters at the most`);
	else if (length > textLimits.mailData) tooLong(`is too long: ${textLimits.mailData} characters of JSON at the most`);

	function tooLong(message: string): void {
		context.issues.push({ code: 'custom', message, input: value });
	}
});

/** Undefined for what JSON cannot hold, such as an object that holds itself. */
function jsonLength(value: unknown): number | undefined {
	try {
		return JSON.stringify(value ?? null).length;
	} catch {
		return undefined;
	}
}

function longestText(value: unknown): number {
	let longest = 0;
	const look = (part: unknown): void => {
		if (typeof part === 'string') longest = Math.max(longest, part.length);
		else if (typeof part === 'object' && part !== null) Object.values(part).forEach(look);
	};
	look(value);
	return longest;
}
