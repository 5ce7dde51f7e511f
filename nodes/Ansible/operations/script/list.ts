import { z } from 'zod';
import { textLimits } from '../../../../core/kernel/textLimits';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { AnsibleContext } from '../../context';
import { InputError } from '../../../../core/kernel/errors';
import { locale, project } from '../runFields';

export const listScripts = operation({
	name: 'list',
	label: 'List',
	action: 'List scripts',
	description:
		'Return the executable scripts of a project with their help texts. Those in which --help occurs are run with it.',
	fields: {
		project,
		directory: text('Directory', z.string().trim().max(textLimits.path).default(''), {
			placeholder: 'e.g. bin',
			description:
				'Only scripts in this directory of the project. A script without --help in its text is listed and not run.',
		}),
		locale,
	},
	run: async ({ scripts }: AnsibleContext, { project: name, directory, locale: chosen }) => {
		const host = scripts().scripts;
		if (!host) throw new InputError('runOn', 'has no scripts', 'Choose Controller over SSH.');
		return await host.list(name, directory, chosen);
	},
});
