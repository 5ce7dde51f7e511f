import { z } from 'zod';
import { mediaTypes, templateName, writeTemplate } from '../../../../core/importDesk';
import { text } from '../../../shared/field';
import { operation, WithFiles } from '../../../shared/operation';
import type { ImportContext } from '../../context';
import { outputFile, pageLanguage } from '../fields';

export const template = operation({
	name: 'template',
	label: 'Template',
	action: 'Make empty workbook',
	description: 'Make an empty workbook with tabs for invoices, payments and customers, and lists of what can be chosen',
	fields: {
		language: { ...pageLanguage, control: { ...pageLanguage.control, description: 'The language of the headers' } },
		currency: text(
			'Currency',
			z
				.string()
				.trim()
				.toUpperCase()
				.regex(/^[A-Z]{3}$/, 'must be a code such as EUR'),
			{ default: 'EUR', description: 'The first in the list of currencies' },
		),
		outputFile,
	},
	run: async ({ files }: ImportContext, { language, currency, outputFile: property }) => {
		const fileName = templateName(language);
		const file = await files.make(
			fileName,
			mediaTypes.xlsx,
			async (out) => await writeTemplate(out, language, currency),
		);
		return new WithFiles({ fileName, language }, { [property]: file });
	},
});
