import { z } from 'zod';
import { textLimits } from './textLimits';

/**
 * The codes of the languages for customers, mails and pages. Add a fourth here first; the type checker names the rest.
 */
export const languageNames = { en: 'English', fr: 'French', nl: 'Dutch' } as const;

export type Language = keyof typeof languageNames;

export const languages = Object.keys(languageNames) as [Language, ...Language[]];

/** A language, or a BCP 47 tag that begins with one, such as `nl-BE`. */
export const language = z
	.string()
	.max(textLimits.token)
	.transform((tag) => tag.trim().toLowerCase().split(/[-_]/)[0])
	.pipe(z.enum(languages, { error: `must be one of ${languages.join(', ')}` }));
