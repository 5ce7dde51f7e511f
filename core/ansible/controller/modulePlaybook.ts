import { InputError } from '../../kernel/errors';
import type { RunWork } from '../request';
import { shown, wrappedData } from '../variables';

/** Actions that are no module: they read other files, or change what the play is. */
const noModules = /^(ansible\.(builtin|legacy)\.)?(include(_\w+)?|import_\w+|meta|add_host|group_by|set_stats|pause)$/;

/** Keywords of a task. `action` and `local_action` would run any module, the latter on the controller. */
const keywords =
	/^(action|always|any_errors_fatal|args|async|become(_\w+)?|block|changed_when|check_mode|collections|connection|debugger|delay|delegate_(facts|to)|diff|environment|failed_when|ignore_(errors|unreachable)|listen|local_action|loop(_\w+)?|module_defaults|name|no_log|notify|poll|port|register|remote_user|rescue|retries|run_once|tags|throttle|timeout|until|vars|when|with_\w+)$/;

/**
 * The playbook with one task that runs a module. Its arguments are data in JSON: not the `key=value` language of the command
 * line, in which a value can name more arguments, and no templates.
 *
 * @throws InputError
 */
export function modulePlaybook({ module, arguments: given }: Extract<RunWork, { kind: 'module' }>): string {
	const isName = /^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*){0,5}$/.test(module) && module.length <= 200;
	if (!isName || noModules.test(module) || keywords.test(module)) {
		throw new InputError(
			'module',
			`is ${shown(module)}, which is no module`,
			'Give its whole name, such as ansible.builtin.service.',
		);
	}
	const wrong = Object.keys(given).find((name) => !/^(?!_ansible)[A-Za-z_][A-Za-z0-9_]*$/.test(name));
	if (wrong !== undefined) {
		throw new InputError('arguments', `has the name ${shown(wrong)}`, 'Use the names of the arguments of the module.');
	}
	const task = { name: module, [module]: wrappedData(given, 'arguments') };
	return JSON.stringify([{ name: module, hosts: 'all', gather_facts: false, tasks: [task] }]);
}
