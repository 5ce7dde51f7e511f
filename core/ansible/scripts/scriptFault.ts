import { ExternalError } from '../../kernel/errors';
import { remedyOfMissingProject } from '../missingProject';

/** What a script of the pack refuses on the host, as an error. */
export function scriptFault(host: string, what: string, said: string): ExternalError {
	const shown = said.slice(0, 300);
	switch (what) {
		case 'missing':
			return new ExternalError('invalid', `${host} has no ${shown}`, 'Install the package coreutils there.');
		case 'no_project':
			return new ExternalError('not_found', `${host}: the project ${shown} is not there`, remedyOfMissingProject);
		case 'no_folder':
			return new ExternalError('not_found', `${host}: the project has no directory ${shown}`, 'Check its spelling.');
		case 'no_script': {
			const [script = '', folder = ''] = said.split('\n');
			return new ExternalError(
				'not_found',
				`${host}: the project has no script ${script.slice(0, 300)} in ${folder.slice(0, 300)}`,
				'Script → List shows those that are there. Give the path within the project, and check the field Project.',
			);
		}
		case 'no_program':
			return new ExternalError(
				'invalid',
				`${host}: ${shown} is not executable`,
				'Run `git update-index --chmod=+x` on it and push, and check that its file system is not mounted with noexec.',
			);
		case 'outside':
			return new ExternalError(
				'invalid',
				`${host}: ${shown} leads out of the project`,
				'Only scripts of the project are run: put it into the project.',
			);
		case 'folder':
			return new ExternalError('permission', `${host}: ${shown}`, 'Give another folder for jobs in the credential.');
		default:
			return new ExternalError('unknown', `${host}: ${what} ${shown}`, 'Test the credential.');
	}
}
