import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import { redact } from '../../kernel/redaction';
import type { SshHost } from '../../ssh';
import { remedyOfMissingProject } from '../missingProject';
import type { ProjectHost } from '../runner';
import { runScript } from './hostScript';
import { placeOf, projectOf } from './place';
import { projectFault, withoutLogins } from './projectFault';
import { checkProjectName, checkRef, projectSource } from './projectUrl';
import { checkPath, type ControllerSettings } from './settings';

/** A checkout that nobody synced or ran for so long is removed, but for the last two. */
const keptDays = 14;
const longestSync = 15 * 60;

const synced = z.tuple([z.string().regex(/^[0-9a-f]{40,64}$/), z.string()]);

/**
 * The projects on a controller: brought there from git, one directory for each commit, so that a sync changes nothing
 * under a run.
 */
export function projectHost(host: SshHost, settings: ControllerSettings): ProjectHost {
	return {
		async sync({ name, url, ref }) {
			checkProjectName(name);
			checkRef(ref);
			const source = projectSource(url);
			const secrets = source.login === undefined ? [] : [source.login.password || source.login.user];
			const { words, lines } = await runScript(host, {
				file: 'controller/sync.sh',
				arguments: [settings.jobsDirectory, name, ref, String(keptDays)],
				environment: {
					MSP_GIT_URL: source.url,
					...(source.login && {
						MSP_GIT_HOST: source.login.host,
						MSP_GIT_USER: source.login.user,
						MSP_GIT_PASSWORD: source.login.password,
					}),
				},
				seconds: longestSync,
				refused: (what, said) => syncFault(host.name, what, redact(said, secrets)),
			});
			const [commit, former] = synced.parse(words);
			const [directory = '', subject = ''] = lines;
			return {
				project: name,
				directory,
				url: source.url,
				ref,
				commit,
				subject: subject.slice(0, 500),
				changed: former !== commit,
				formerCommit: former === '-' ? null : former,
			};
		},

		async installRequirements(project, file) {
			checkPath(file, 'file', true);
			const place = await placeOf(host, settings);
			const { lines } = await runScript(host, {
				file: 'controller/requirements.sh',
				arguments: [projectOf(project, settings, place), file],
				environment: { PATH: place.path },
				seconds: longestSync,
				refused: (what, said) => requirementsFault(host.name, what, said),
			});
			const log = withoutLogins(lines.join('\n').trim()).slice(-20_000);
			return { installed: installedIn(log), log };
		},
	};
}

/** Such as `- web (v1.2) was installed successfully` and `acme.web:1.2.0 was installed successfully`. */
function installedIn(log: string): string[] {
	const lines = log.matchAll(/^(?:- )?(\S+?)(?::(\S+)| \((.*?)\))? was installed successfully/gm);
	return [...lines].map(([, name = '', version = '', ofRole = '']) => [name, version || ofRole].join(' ').trim());
}

function syncFault(host: string, what: string, said: string): ExternalError {
	switch (what) {
		case 'missing':
			return missing(host, said);
		case 'busy':
			return new ExternalError('busy', `${host}: another sync of this project goes on`, 'Wait for it, and try again.');
		case 'no_ref':
			return new ExternalError(
				'not_found',
				`${host}: the repository has no branch, tag or commit ${said}`,
				'Check its spelling, and that it was pushed.',
			);
		case 'ambiguous':
			return new ExternalError(
				'invalid',
				`${host}: ${said} is a branch and another tag of the repository`,
				`Write refs/heads/${said} or refs/tags/${said}.`,
			);
		default:
			return projectFault(host, said);
	}
}

function requirementsFault(host: string, what: string, said: string): ExternalError {
	switch (what) {
		case 'missing':
			return missing(host, said);
		case 'busy':
			return new ExternalError('busy', `${host}: ${said}`, 'Wait for it, and try again.');
		case 'no_project':
			return new ExternalError('not_found', `${host}: the project ${said} is not there`, remedyOfMissingProject);
		case 'no_file':
			return new ExternalError(
				'not_found',
				`${host}: the project has no file ${said}`,
				'Give the path of the requirements file within the project.',
			);
		default:
			return projectFault(host, said);
	}
}

const packages: Readonly<Record<string, string>> = { flock: 'util-linux', 'ansible-galaxy': 'ansible-core' };
function missing(host: string, program: string): ExternalError {
	return new ExternalError(
		'invalid',
		`${host} has no ${program}`,
		`Install the package ${packages[program] ?? program} there.`,
	);
}
