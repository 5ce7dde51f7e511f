import { z } from 'zod';
import { day } from '../../../core/kernel/calendar';
import { languageNames } from '../../../core/kernel/languages';
import { mailAddress } from '../../../core/kernel/mailAddress';
import { textLimits } from '../../../core/kernel/textLimits';
import { unitCode } from '../../../core/rentals';
import { choice, dateTime, locator, number, optional, text } from '../../shared/field';

export const unit = locator('Unit', unitCode, {
	search: 'searchUnits',
	placeholder: 'e.g. sea-house',
	required: true,
	description: 'The unit that is let, by its code',
});

/** A day. Of a date and time, as the editor's picker gives it, it is the day, whatever the time. */
const dayOf = z
	.union([z.string(), z.date().transform((at) => at.toISOString())], { error: 'must be a day such as 2026-07-04' })
	.transform((given) => given.trim().slice(0, 10))
	.pipe(day);

export const dayField = (label: string, description: string) =>
	dateTime(label, dayOf, { required: true, placeholder: 'e.g. 2026-07-04', description });
export const anyDay = (label: string, description: string) => dateTime(label, optional(dayOf), { description });

export const stayFields = {
	arrival: dayField('Arrival', 'The day of the first night'),
	departure: dayField('Departure', 'The day on which the guests leave. It is no night of theirs.'),
	adults: number('Adults', z.number().int().min(1).max(100), { default: 2, typeOptions: { minValue: 1 } }),
	children: number('Children', z.number().int().min(0).max(100), {
		default: 0,
		typeOptions: { minValue: 0 },
		description: 'They count as guests, and owe no tourist tax',
	}),
} as const;

export const booking = text('Booking', z.string().trim().min(1, 'is empty').max(textLimits.token), {
	required: true,
	placeholder: 'e.g. K7PM2XQA',
	description: 'By its code or its ID',
});

export const by = text('By', z.string().trim().min(1, 'must say who decides').max(100), {
	required: true,
	placeholder: 'e.g. Ada',
	description: 'The name of the person who decides. The booking keeps it.',
});

export const ticket = text('Ticket', z.string().max(textLimits.ticket).default(''), {
	required: true,
	placeholder: 'e.g. {{ $json.query.ticket }}',
	description: 'The ticket in the link',
});

export const pageAddress = (label: string, path: string, what: string) =>
	text(label, z.string().trim().max(textLimits.url), {
		required: true,
		placeholder: `e.g. https://n8n.example.com/webhook/msp/rental/${path}`,
		description: what,
	});

export const bookingPage = pageAddress('Booking Page', 'booking', 'The address at which Booking: Show Page answers');

/** A language as a page or a form names it; English where nobody knows it. */
export const languageOfPage = text(
	'Language',
	z
		.string()
		.max(textLimits.token)
		.default('en')
		.transform((tag) => tag.trim().toLowerCase().split(/[-_]/)[0] ?? '')
		.pipe(z.enum(Object.keys(languageNames) as [keyof typeof languageNames]).catch('en')),
	{ placeholder: 'e.g. {{ $json.query.lang }}', description: 'One of en, fr and nl. Any other one is English.' },
);

export const languageChoice = choice('Language', languageNames);

export const guestFields = {
	name: text('Guest Name', z.string().trim().min(1, 'is empty').max(textLimits.name), { required: true }),
	email: text('Guest Email', mailAddress, { required: true, placeholder: 'name@email.com' }),
} as const;

/** What a form posts, as it came: the page says what is wrong with it. What is missing is empty. */
export const posted = (label: string, name: string, most: number = textLimits.reason) =>
	text(
		label,
		z.preprocess((given) => (typeof given === 'number' ? String(given) : (given ?? '')), z.string().max(most)),
		{
			placeholder: `e.g. {{ $json.body.${name} }}`,
			description: 'As the form posts it',
		},
	);
