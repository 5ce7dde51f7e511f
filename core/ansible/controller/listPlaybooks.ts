import { ExternalError } from '../../kernel/errors';
import type { SshHost } from '../../ssh';
import { remedyOfMissingProject } from '../missingProject';
import type { ListedPlaybook } from '../runner';
import { placeOf, projectOf } from './place';
import type { ControllerSettings } from './settings';

/** As many as somebody looks through. */
const mostPlaybooks = 500;

const notThere = 66;

/** A playbook has plays: tasks, variables and inventories are YAML as well. */
const program = `cd -- "$1" || exit ${notThere}
find . -maxdepth 3 -type f \\( -name '*.yml' -o -name '*.yaml' \\) ! -path '*/.*/*' ! -path './roles/*' ! -path './collections/*' \\
	-exec grep -lE '^(- |  )(hosts|import_playbook|ansible\\.builtin\\.import_playbook):' {} + | head -n ${mostPlaybooks}
exit 0
`;

/** The playbooks of a project on a controller, by their paths there. @throws ExternalError when there is no such project. */
export async function listPlaybooks(
	host: SshHost,
	settings: ControllerSettings,
	project: string,
): Promise<readonly ListedPlaybook[]> {
	const directory = projectOf(project, settings, await placeOf(host, settings));
	const command = { argv: ['sh', '-s', directory], input: program, timeoutMs: 30_000 };
	const { stdout, exitCode } = await host.run({ ...command, mayExitWith: [0, notThere] });
	if (exitCode === notThere) {
		throw new ExternalError('not_found', `${host.name}: the project ${directory} is not there`, remedyOfMissingProject);
	}
	const paths = stdout.split('\n').filter((line) => line.startsWith('./'));
	return paths
		.map((path) => path.slice(2))
		.sort((one, other) => one.localeCompare(other))
		.map((playbook) => ({ playbook, name: playbook }));
}
