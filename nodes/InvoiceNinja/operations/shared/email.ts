import { z } from 'zod';
import { emailSending, type EmailedEntity, type IfInterrupted } from '../../../../core/invoiceNinja';
import { textLimits } from '../../../../core/kernel/textLimits';
import { durableStepFields } from '../../../shared/durableStep';
import { additional, choice, text } from '../../../shared/field';
import { rowField } from '../../build/common';
import { made } from '../../build/create';
import { labelOf, type RecordKind } from '../../build/recordKind';
import { line, note } from '../../fields/values';

interface Asked {
	readonly row: string;
	readonly template: string;
	readonly ifInterrupted: IfInterrupted;
	readonly options: { readonly subject?: string; readonly body?: string; readonly ccEmail?: string };
}

/** `Email` of a kind. */
export const emailOperation = (kind: RecordKind<EmailedEntity>, templates: readonly string[]) =>
	made({
		name: 'email',
		label: 'Email',
		action: `Email ${kind.one}`,
		description: `Let Invoice Ninja e-mail the ${kind.one} to the contacts of the client`,
		fields: {
			row: rowField(kind),
			template: choice('Template', wordsOf(templates), { default: templates[0] ?? '' }),
			options: additional(
				'Options',
				{
					subject: line('Subject', { description: "The template's own if it is left out" }),
					body: note('Body', { description: "The template's own if it is left out" }),
					ccEmail: text(
						'CC Email',
						z
							.string()
							.trim()
							.max(4 * textLimits.mailAddress),
						{
							placeholder: 'name@email.com',
							description: 'Up to four addresses with commas in between',
						},
					),
				},
				{ placeholder: 'Add Option' },
			),
			ifInterrupted: choice(
				'If Interrupted',
				{ send_again: 'Send Again', do_not_send_again: 'Do Not Send Again' },
				{ description: 'What to do when nobody knows whether Invoice Ninja took the e-mail' },
			),
			...durableStepFields,
		},
		run: async ({ ninja, perform }, given) => {
			const { row: id, template, options, ifInterrupted } = given as unknown as Asked;
			return await perform(emailSending(ninja, kind.entity, ifInterrupted), { id, template, ...options });
		},
	});

const wordsOf = (templates: readonly string[]): Record<string, string> =>
	Object.fromEntries(
		templates
			.map((name) => [name, labelOf(name.replace(/^email_(template_)?/, ''))] as const)
			.sort(([, one], [, other]) => one.localeCompare(other)),
	);

/** The templates of invoices and their reminders (app/Http/Requests/Email/SendEmailRequest.php). */
export const invoiceTemplates = [
	...['email_template_invoice', 'email_template_reminder1', 'email_template_reminder2', 'email_template_reminder3'],
	...['email_template_reminder_endless', 'email_template_custom1', 'email_template_custom2', 'email_template_custom3'],
];
export const quoteTemplates = [
	...['email_template_quote', 'email_quote_template_reminder1'],
	...['email_template_custom1', 'email_template_custom2', 'email_template_custom3'],
];
export const paymentTemplates = ['email_template_payment', 'email_template_payment_partial'];
