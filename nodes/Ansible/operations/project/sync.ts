import { z } from 'zod';
import { textLimits } from '../../../../core/kernel/textLimits';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { projectsOf, type AnsibleContext } from '../../context';

export const syncProject = operation({
	name: 'sync',
	label: 'Sync',
	action: 'Sync project',
	description: 'Fetch a project from git on the controller, check out the pinned ref and return its commit',
	fields: {
		name: text('Name', z.string().trim().min(1, 'must not be empty').max(textLimits.token), {
			required: true,
			placeholder: 'e.g. servers',
			description: 'The name under which runs find the project',
		}),
		url: text('Repository', z.string().trim().min(1, 'must not be empty').max(textLimits.url), {
			required: true,
			placeholder: 'e.g. git@git.example.com:ops/servers.git',
			description: 'The address of the repository. The controller logs in to it with its own keys.',
		}),
		ref: text('Ref', z.string().trim().min(1, 'must not be empty').max(textLimits.domain), {
			required: true,
			default: 'main',
			placeholder: 'e.g. v1.4.0',
			description: 'A branch, a tag or a commit',
		}),
	},
	run: async (context: AnsibleContext, project) => await projectsOf(context).sync(project),
});
