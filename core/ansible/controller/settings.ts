import { InputError } from '../../kernel/errors';

/** Where things are on a controller. */
export interface ControllerSettings {
	/** Absolute, or relative to the home of the user. */
	readonly jobsDirectory: string;
	/** The project of runs that name none: absolute, or relative to the home. */
	readonly projectDirectory: string;
	/** The inventory of runs that name none, relative to the project or absolute. Empty: what `ansible.cfg` says. */
	readonly inventory: string;
	/** The directory with `ansible-playbook`, or its path, where it is not found by itself. */
	readonly ansiblePath?: string;
	/** The Python of the hosts, where Ansible finds another one. */
	readonly python?: string;
}

/** Where the jobs lie when nobody chose. */
export const defaultJobsDirectory = '.n8n-ansible';

/**
 * Checks a path that is written into arguments: it is no option, and means one file.
 *
 * @param within the path has to lie within the project.
 * @throws InputError
 */
export function checkPath(path: string, field: string, within: boolean): void {
	const fault =
		path.trim() === ''
			? 'is empty'
			: /^[-@~]/.test(path)
				? 'begins with -, @ or ~'
				: /[\p{Cc}\p{Zl}\p{Zp},]/u.test(path) || /\p{Cs}/u.test(path)
					? 'holds a comma or a control character'
					: path.length > 1_000
						? 'is too long'
						: path.split('/').includes('..') || (within && path.startsWith('/'))
							? 'does not lie within the project'
							: undefined;
	if (fault === undefined) return;
	throw new InputError(
		field,
		fault,
		within ? 'Give a path within the project.' : 'Give the plain path of a file or a directory.',
	);
}
