import type { z } from 'zod';
import { displayDomain } from '../kernel/domainName';
import { keyOf, line, link, moment, optional, timeZone as timeZoneName } from './values';

/** How a form asks for a value. */
export interface Question {
	readonly label: string;
	/** One line of text when it is absent. */
	readonly control?: 'lines' | 'number' | 'toggle' | 'dateTime' | 'json' | 'choice';
	/** What can be chosen, with its labels. */
	readonly options?: Readonly<Record<string, string>>;
	/** What is chosen at first; the first of the options when it is absent. */
	readonly default?: string;
	readonly description?: string;
	readonly placeholder?: string;
}

/** A value that a template is given: how it is checked and how a form asks for it. The node's fields follow from it. */
export interface DataField<Schema extends z.ZodType = z.ZodType> extends Question {
	readonly schema: Schema;
}

type More = Omit<Question, 'label'>;

export const field = <Schema extends z.ZodType>(label: string, schema: Schema, more: More = {}): DataField<Schema> => ({
	...more,
	label,
	schema,
});

export const choice = <Word extends string>(label: string, options: Readonly<Record<Word, string>>, more: More = {}) =>
	field(label, keyOf(options), { control: 'choice', options, ...more });

/** The same value, when a template can do without it. */
export const maybe = <Schema extends z.ZodType>(asked: DataField<Schema>) => ({
	...asked,
	schema: optional(asked.schema),
});

// What several templates ask for.
/** A letter shows it in Unicode. */
export const domain = field('Domain', line.transform(displayDomain), { placeholder: 'e.g. example.com' });
export const customerName = field('Customer Name', optional(line), { description: 'Whom the letter greets' });
export const accountUrl = field('Account URL', link, {
	placeholder: 'e.g. https://web1.example.com:2083/',
	description: 'Where the customer signs in or sets the password. E-mails carry no passwords.',
});
export const timeZone = field('Time Zone', optional(timeZoneName), {
	placeholder: 'e.g. Europe/Brussels',
	description: 'In which the expiry is written. UTC where it is empty.',
});
export const approvalUrl = field('Approval URL', link, {
	placeholder: 'e.g. {{ $json.approvalUrl }}',
	description: 'Where it can be approved, as MSP Drift → Run: Report or Ansible → Run: Ask for Approval gives it',
});
export const approvalUntil = field('Approval Until', moment, {
	placeholder: 'e.g. {{ $json.approvalUntil }}',
	description: 'How long that address works',
});
