import { languages, type Language } from '../../kernel/languages';
import { textLimits } from '../../kernel/textLimits';
import { writerOf } from '../../messages';
import { asPage, button, fileField, form, markup, textField, type Markup, type PageAnswer } from '../../pages';
import { acceptedEndings, mostMegabytes } from '../bounds';
import { hrefOf } from '../tickets';

/** The names of the controls of the upload. */
export const uploadControls = { file: 'file', name: 'by', email: 'email', language: 'language' } as const;

/** The page on which a person chooses a file. It saves nothing. */
export function showUploadPage(language: Language, door: string): PageAnswer {
	const { words, say, number } = writerOf(language);
	const { importPage: w } = words;
	const body = [
		languageLinks(language, door),
		markup`<p>${w.uploadIntro}</p>
`,
		form({
			withFile: true,
			hidden: { [uploadControls.language]: language },
			body: [
				fileField({
					name: uploadControls.file,
					label: w.file,
					hint: say(w.fileHint, { megabytes: number(mostMegabytes) }),
					required: true,
					accept: acceptedEndings,
				}),
				textField({
					name: uploadControls.name,
					label: w.name,
					required: true,
					autocomplete: 'name',
					maxLength: textLimits.name,
				}),
				textField({
					name: uploadControls.email,
					label: w.email,
					hint: w.emailHint,
					type: 'email',
					autocomplete: 'email',
					maxLength: textLimits.mailAddress,
				}),
				button(w.upload),
			],
		}),
		markup`<p><a href="${hrefOf({ door, lang: language, file: 'template' })}">${w.templateLink}</a></p>
`,
	];
	return { statusCode: 200, html: asPage({ title: w.uploadTitle, language, body }) };
}

/** The other languages, each in its own words. */
function languageLinks(current: Language, door: string): Markup {
	const links = languages
		.filter((one) => one !== current)
		.map(
			(one) => markup`<a href="${hrefOf({ door, lang: one })}" lang="${one}" hreflang="${one}">${ownNames[one]}</a>`,
		);
	return markup`<nav aria-label="${writerOf(current).words.importPage.language}">${links}</nav>
`;
}

const ownNames: Readonly<Record<Language, string>> = { en: 'English', fr: 'Français', nl: 'Nederlands' };

/** A page that says one thing, with a way back to the upload. */
export function saidPage(
	language: Language,
	statusCode: number,
	{ title, body, door }: { readonly title: string; readonly body: readonly string[]; readonly door?: string },
): PageAnswer {
	return {
		statusCode,
		html: asPage({
			title,
			language,
			body: [
				...body.map(
					(text) => markup`<p>${text}</p>
`,
				),
				...(door === undefined ? [] : [uploadLink(language, door)]),
			],
		}),
	};
}

/** Back to the upload. */
export const uploadLink = (language: Language, door: string): Markup =>
	markup`<p><a href="${hrefOf({ door, lang: language })}">${writerOf(language).words.importPage.another}</a></p>
`;
