import type { Language } from '../kernel/languages';
import { asHtml } from './asHtml';
import { asText } from './asText';
import { brandOf, type Brand } from './brand';
import { templates, type TemplateName } from './templates';

export interface MessageInput {
	readonly template: TemplateName;
	readonly language: Language;
	/** The values that the template's `data` describes. */
	readonly data: unknown;
	/** A customer's `branding`. */
	readonly branding?: unknown;
}

interface RenderedMessage {
	readonly template: TemplateName;
	readonly language: Language;
	readonly subject: string;
	readonly text: string;
	readonly html: string;
}

/**
 * Writes a mail: its subject, and its body as text and as HTML.
 *
 * @param fallback the name and the support address when the branding has none.
 * @throws InputError when the data lacks a value, or holds one that the mail has no place for.
 */
export function renderMessage(
	{ template, language, data, branding }: MessageInput,
	fallback?: Pick<Brand, 'brandName' | 'supportEmail'>,
): RenderedMessage {
	const letter = templates[template].letter(language, data);
	const brand = brandOf(branding, fallback);
	return {
		template,
		language,
		subject: letter.subject,
		text: asText(letter, language, brand),
		html: asHtml(letter, language, brand),
	};
}
