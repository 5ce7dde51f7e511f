import { z } from 'zod';
import { acceptPage } from '../../../../core/importDesk';
import { textLimits } from '../../../../core/kernel/textLimits';
import { json, text } from '../../../shared/field';
import { operation, ToOutputs } from '../../../shared/operation';
import type { ImportContext } from '../../context';
import { door, ticket } from './fields';

/** A form of a wide workbook has hundreds of controls. */
const mostCharacters = 1_000_000;

const body = z.preprocess(
	(given) => {
		if (typeof given !== 'string' || given.length > mostCharacters) return given ?? {};
		try {
			return JSON.parse(given || '{}') as unknown;
		} catch {
			return given;
		}
	},
	z
		.record(z.string(), z.unknown(), 'must be what a form posts')
		.refine((form) => JSON.stringify(form).length <= mostCharacters, 'is too long to be what a form posts'),
);

export const accept = operation({
	name: 'accept',
	label: 'Accept',
	action: 'Accept page',
	description:
		'Take what a page posts: a file, corrections, or the word to import. An import that was confirmed leaves by the third output, once.',
	outputs: ['Page', 'Redirect', 'Confirmed'],
	fields: {
		door,
		ticket,
		posted: json('Posted', body, {
			placeholder: 'e.g. {{ JSON.stringify($json.body) }}',
			description: 'What the form of the page posts',
		}),
		inputFile: text('Input Data Field Name', z.string().trim().max(textLimits.key).default(''), {
			placeholder: 'e.g. {{ Object.keys($binary)[0] }}',
			hint: 'The name of the input field with the uploaded file, if there is one',
		}),
	},
	run: async (context: ImportContext, { posted, inputFile, ...address }) => {
		const openFile = inputFile === '' ? undefined : async () => await context.files.stream(inputFile);
		const accepted = await acceptPage(context, { ...address, body: posted, openFile });
		if ('page' in accepted) return new ToOutputs({ Page: [accepted.page] });
		const { location, confirmed } = accepted;
		return new ToOutputs({ Redirect: [{ location }], ...(confirmed && { Confirmed: [confirmed] }) });
	},
});
