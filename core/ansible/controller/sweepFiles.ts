import { createHash, randomBytes } from 'node:crypto';
import type { JobFile, JobSpec } from '../../jobs';
import { callbackFile } from './callbackFile';

/** How the targets of a run are reached again, for whoever knows its ID: the project, then the arguments, one a line. */
const words = 'sweep/words';

/** The file of a run from which its targets are swept. Paths of the run's own files begin with `%`. */
export function sweepFile(argv: JobSpec['argv'], project: string): JobFile {
	const told = argv.slice(1).map((word) => (typeof word === 'string' ? word : `%${word.jobFile}`));
	// The password is removed when the run ends.
	const lasting = told.filter((word) => word !== '--vault-password-file' && word !== '%secrets/vault');
	return { path: words, content: `${[project, ...lasting].join('\n')}\n`, mode: 0o600 };
}

const program = `run=$1 playbook=$2
shift 2
{
	IFS= read -r project && cd "$project" || exit 1
	while IFS= read -r word; do
		case $word in %*) word=$run/\${word#%} ;; esac
		set -- "$@" "$word"
	done
} <"$run/${words}"
exec ansible-playbook "$@" -- "$playbook"
`;

/** What a target does: it ends the processes that carry the run's mark, as root where sudo asks for nothing. */
const onTarget = (mark: string) => `as=
[ "$(id -u)" = 0 ] || ! sudo -n true 2>/dev/null || as='sudo -n'
$as sh -s <<'END'
mark='LC_N8N_JOB=${mark}'
marked() {
	for file in $(grep -lsF "$mark" /proc/[0-9]*/environ 2>/dev/null); do
		tr '\\0' '\\n' 2>/dev/null <"$file" | grep -qxF "$mark" || continue
		case $(tr '\\0' ' ' 2>/dev/null <"$(dirname "$file")/cmdline") in '' | 'ssh: '*'[mux]'*) continue ;; esac
		basename "$(dirname "$file")"
	done
}
for signal in TERM KILL; do
	for pid in $(marked); do kill -s $signal "$pid" 2>/dev/null; done
	for tick in 1 2 3 4 5; do [ -z "$(marked)" ] || sleep 0.2; done
done
left=0
for pid in $(marked); do left=1; echo "left: $pid $(tr '\\0' '\\n' </proc/$pid/cmdline 2>/dev/null | head -n 1)"; done
exit $left
END`;

const sweepSeconds = 40;

/** The job that sweeps the targets of a run. */
export function sweepJob(
	runId: string,
	jobs: string,
	environment: JobSpec['environment'],
	vaultPassword: string | undefined,
): JobSpec {
	const task = { name: 'sweep', 'ansible.builtin.raw': onTarget(runId) };
	const playbook = [{ hosts: 'all', gather_facts: false, strategy: 'free', tasks: [task] }];
	const asked = {
		mode: 'run',
		request: '',
		playbook: null,
		names: [],
		anyHosts: true,
		approved: null,
		diff: false,
	};
	return {
		jobId: `sweep-${createHash('sha256').update(runId).digest('hex').slice(0, 32)}-${randomBytes(6).toString('hex')}`,
		argv: [
			'sh',
			{ jobFile: 'sweep.sh' },
			`${jobs}/jobs/${runId}`,
			{ jobFile: 'sweep.yml' },
			'--forks=20',
			...(vaultPassword === undefined ? [] : ['--vault-password-file', { jobFile: 'secrets/vault' }]),
		],
		environment: { ...environment, ANSIBLE_TIMEOUT: '5' },
		files: [
			callbackFile,
			{ path: 'sweep.sh', content: program, mode: 0o600 },
			{ path: 'sweep.yml', content: JSON.stringify(playbook), mode: 0o600 },
			{ path: 'run.json', content: JSON.stringify(asked), mode: 0o600 },
			...(vaultPassword === undefined ? [] : [{ path: 'secrets/vault', content: `${vaultPassword}\n`, mode: 0o600 }]),
		],
		timeoutSeconds: sweepSeconds,
	};
}
