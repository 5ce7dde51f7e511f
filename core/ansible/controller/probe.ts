import { ExternalError } from '../../kernel/errors';
import type { SshHost } from '../../ssh';
import type { Place } from './place';
import type { ControllerSettings } from './settings';
import { projectOf } from './place';

const marker = 'msp-probe:';

/** One round trip. It writes only a directory that the jobs need anyway. */
const program = `PATH=$1; export PATH
say() { printf '${marker}%s\\t%s\\n' "$1" "$2"; }
say ansible "$(LANG=C.UTF-8 LC_ALL=C.UTF-8 ansible-playbook --version 2>/dev/null | head -n 1)"
say python "$(LC_ALL=C ansible-playbook --version >/dev/null 2>&1; python3 --version 2>/dev/null)"
say git "$(git --version 2>/dev/null)"
say locale "$(locale -a 2>/dev/null | grep -ixE 'C\\.utf-?8' | head -n 1)"
( umask 077; mkdir -p "$2" && : >"$2/.write.$$" && rm -f "$2/.write.$$" ) 2>/dev/null && say jobs yes
case $3 in '') say project yes ;; *) [ ! -d "$3" ] || [ ! -r "$3" ] || say project yes ;; esac
case $4 in '') say inventory yes ;; /*) [ ! -e "$4" ] || say inventory yes ;; *) [ ! -e "$3/$4" ] || say inventory yes ;; esac
`;

/**
 * Says in one sentence that a controller can run Ansible.
 *
 * @throws ExternalError that names all that is missing.
 */
export async function probe(host: SshHost, place: Place, settings: ControllerSettings): Promise<string> {
	const project = settings.projectDirectory === '' ? '' : projectOf('', settings, place);
	const { stdout } = await host.run({
		argv: ['sh', '-s', place.path, place.jobs, project, settings.inventory],
		input: program,
		timeoutMs: 60_000,
		mayExitWith: 'any',
	});
	const told = new Map(
		stdout.split('\n').flatMap((line) => {
			const [, name = '', value = ''] = new RegExp(`^${marker}(\\w+)\\t(.*)$`).exec(line) ?? [];
			return name === '' ? [] : [[name, value.trim()] as const];
		}),
	);
	const missing = [...lacking(told, place, settings, project)];
	if (missing.length > 0) {
		throw new ExternalError(
			'invalid',
			`${host.name}: ${missing.map(([what]) => what).join('; ')}`,
			missing.map(([, remedy]) => remedy).join(' '),
		);
	}
	const version = /\[core ([\d.]+\w*)\]/.exec(told.get('ansible') ?? '')?.[1] ?? told.get('ansible') ?? '';
	return `${host.name} runs ansible-core ${version} with ${told.get('python') ?? 'Python'} and ${told.get('git') ?? 'git'}; its jobs are in ${place.jobs}.`;
}

function* lacking(
	told: ReadonlyMap<string, string>,
	place: Place,
	settings: ControllerSettings,
	project: string,
): Generator<readonly [string, string]> {
	const has = (name: string) => (told.get(name) ?? '') !== '';
	if (!has('ansible'))
		yield [
			'ansible-playbook is not found',
			'Install it (on Debian: apt install ansible-core), or set its path in the credential.',
		];
	if (!has('python')) yield ['python3 is not found', 'Install python3.'];
	if (!has('git')) yield ['git is not found', 'Install git.'];
	if (!has('locale')) yield ['the locale C.UTF-8 is not there', 'Install it: Ansible runs in no other than UTF-8.'];
	if (!has('jobs'))
		yield [
			`${place.user} may not write into ${place.jobs}`,
			'Give the user the right, or name another directory for the jobs in the credential.',
		];
	if (!has('project'))
		yield [`the project ${project} is not there`, 'Sync the project, or correct its directory in the credential.'];
	if (has('project') && !has('inventory'))
		yield [`the inventory ${settings.inventory} is not there`, 'Correct its path in the credential.'];
}
