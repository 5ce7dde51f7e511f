import { z } from 'zod';
import { textLimits } from '../../../../core/kernel/textLimits';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { projectsOf, type AnsibleContext } from '../../context';

export const installRequirements = operation({
	name: 'installRequirements',
	label: 'Install Requirements',
	action: 'Install requirements of project',
	description: 'Install the roles and collections that a requirements file of a project names, on the controller',
	fields: {
		project: text('Project', z.string().trim().max(textLimits.path).default(''), {
			placeholder: 'e.g. servers',
			description: 'The name of a project from Project: Sync, or a directory. Empty: that of the credential.',
		}),
		file: text('File', z.string().trim().min(1, 'must name a file').max(textLimits.path), {
			required: true,
			default: 'requirements.yml',
			description: 'Its path in the project',
		}),
	},
	run: async (context: AnsibleContext, { project, file }) => ({
		project,
		file,
		...(await projectsOf(context).installRequirements(project, file)),
	}),
});
