import { posix } from 'node:path';
import { ExternalError, InputError } from '../../kernel/errors';
import type { SshHost } from '../../ssh';
import { checkPath, type ControllerSettings } from './settings';

/** Where a user's things are on a controller, in absolute paths. */
export interface Place {
	readonly home: string;
	readonly user: string;
	/** Where programs are searched. */
	readonly path: string;
	readonly jobs: string;
}

const marker = 'msp-place:';
const asked = `printf '${marker}%s\\n' "$HOME" "$(id -un)" "$PATH"`;
const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Asks a host where the home of the user is. A log-in shell that prints something does not disturb. */
export async function placeOf(host: SshHost, settings: ControllerSettings): Promise<Place> {
	const { stdout } = await host.run({ argv: ['sh', '-c', asked], timeoutMs: 30_000 });
	const [home = '', user = '', path = ''] = stdout
		.split('\n')
		.filter((line) => line.startsWith(marker))
		.map((line) => line.slice(marker.length));
	if (!home.startsWith('/')) {
		throw new ExternalError(
			'invalid',
			`${host.name}: the user has no home`,
			'Give the user a home directory on the controller.',
		);
	}
	const own = settings.ansiblePath ?? '';
	if (own !== '') checkPath(own, 'ansiblePath', false);
	const folder = own.endsWith('/ansible-playbook') ? posix.dirname(own) : own;
	const searched = [folder === '' ? '' : posix.resolve(home, folder), path, `${home}/.local/bin`, systemPath];
	const folders = searched.flatMap((part) => part.split(':')).filter((part) => part.startsWith('/'));
	return { home, user, path: [...new Set(folders)].join(':'), jobs: posix.resolve(home, settings.jobsDirectory) };
}

/**
 * The directory of a project: absolute as it is, that of the credential when none is named, and else one that was synced.
 *
 * @throws InputError
 */
export function projectOf(project: string, settings: ControllerSettings, { home, jobs }: Place): string {
	const named = project === '' ? settings.projectDirectory : project;
	if (named === '') {
		throw new InputError(
			'project',
			'is not chosen',
			'Name a project, or set the directory of the project in the credential.',
		);
	}
	checkPath(named, 'project', false);
	if (project === '' || named.startsWith('/')) return posix.resolve(home, named);
	if (!/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(named)) {
		throw new InputError('project', 'is no name of a project', 'Give its name, or the absolute path of a directory.');
	}
	return `${jobs}/projects/${named}/current`;
}
