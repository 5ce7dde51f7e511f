import { z } from 'zod';
import {
	annotatedName,
	annotateRejected,
	mediaTypes,
	showPage,
	templateName,
	writeTemplate,
} from '../../../../core/importDesk';
import { getBatch } from '../../../../core/imports';
import { language } from '../../../../core/kernel/languages';
import { textLimits } from '../../../../core/kernel/textLimits';
import { text } from '../../../shared/field';
import { operation, ToOutput, WithFiles } from '../../../shared/operation';
import type { ImportContext } from '../../context';
import { door, ticket } from './fields';

/** How the workflow finds the file of an answer. */
const property = 'data';

/** Of a reader whose address names none, or another one. */
const chosenLanguage = z
	.string()
	.max(textLimits.token)
	.default('')
	.transform((given) => language.catch('en').parse(given));

export const show = operation({
	name: 'show',
	label: 'Show',
	action: 'Show page',
	description:
		'Return the page that an address asks for: the upload, what was understood, how far an import is, its result. To look changes nothing.',
	outputs: ['Page', 'File'],
	fields: {
		door,
		ticket,
		pageLanguage: text('Language', chosenLanguage, {
			placeholder: 'e.g. {{ $json.query.lang }}',
			description: 'The language of the upload page: en, fr or nl',
		}),
		file: text('File', z.string().max(textLimits.token).default(''), {
			placeholder: 'e.g. {{ $json.query.file }}',
			description: 'The file that the address asks for: template or rejected',
		}),
		notice: text('Notice', z.string().max(textLimits.token).default(''), {
			placeholder: 'e.g. {{ $json.query.notice }}',
			description: 'What the page has to tell first: changed',
		}),
	},
	run: async (context: ImportContext, { pageLanguage, ...asked }) => {
		const shown = await showPage(context, { ...asked, language: pageLanguage });
		if ('page' in shown) return new ToOutput('Page', shown.page);
		return new ToOutput('File', await fileOf(context, shown));
	},
});

type AskedFile = Exclude<Awaited<ReturnType<typeof showPage>>, { readonly page: unknown }>;

async function fileOf({ store, files }: ImportContext, asked: AskedFile): Promise<WithFiles> {
	if ('template' in asked) {
		const fileName = templateName(asked.template);
		const file = await files.make(fileName, mediaTypes.xlsx, async (out) => await writeTemplate(out, asked.template));
		return new WithFiles({ fileName }, { [property]: file });
	}
	const batch = await store.asStaff(async (transaction) => await getBatch(transaction, asked.rejectedOf));
	const fileName = annotatedName(batch);
	const file = await files.make(
		fileName,
		mediaTypes.xlsx,
		async (out) => await annotateRejected(store, asked.rejectedOf, out, asked.language),
	);
	return new WithFiles({ fileName }, { [property]: file });
}
