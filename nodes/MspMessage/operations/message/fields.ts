import { z } from 'zod';
import { InputError } from '../../../../core/kernel/errors';
import { language as languageTag, languageNames, languages } from '../../../../core/kernel/languages';
import { templateNames, templates, type MessageInput, type TemplateName } from '../../../../core/messages';
import { choice, json, optional, text, type ParametersOf } from '../../../shared/field';
import { jsonValue } from '../../../shared/jsonValue';
import { dataFields } from './dataFields';

const labels = Object.fromEntries(
	templateNames
		.map((name) => [name, templates[name].label] as const)
		.sort(([, one], [, other]) => one.localeCompare(other)),
);

/** An object, or the text of one. */
const branding = optional(jsonValue(z.record(z.string(), z.unknown(), 'must be an object')));

/** The fields of a message, for writing and for sending it. */
export const messageFields = {
	template: choice<TemplateName>('Template', labels as Record<TemplateName, string>, { default: 'welcome' }),
	language: choice('Language', { customer: 'Language of Customer', ...languageNames }),
	customerLanguage: text('Customer Language', optional(languageTag), {
		default: '={{ $json.language }}',
		description: `The customer's language: ${languages.join(', ')}, also with a region such as nl-BE`,
		displayOptions: { show: { language: ['customer'] } },
	}),
	...dataFields,
	branding: json('Branding', branding, {
		placeholder: 'e.g. {{ $json.branding }}',
		description:
			'How the mail looks: brandName, logoUrl, primaryColor, supportEmail and website. A missing value comes from the sender.',
	}),
} as const;

/** Returns the message of the parameters, with only the data that the template uses. */
export function messageInput(parameters: ParametersOf<typeof messageFields>): MessageInput {
	const { template, language, customerLanguage, branding: brand } = parameters;
	const chosen = language === 'customer' ? customerLanguage : language;
	if (chosen === undefined) {
		throw new InputError(
			'customerLanguage',
			'is empty',
			`Give one of ${languages.join(', ')}, or choose the language from the list.`,
		);
	}
	const { data: places } = templates[template];
	const data = Object.fromEntries(Object.entries(parameters).filter(([name]) => name in places));
	return { template, language: chosen, data, branding: brand };
}
