import { InputError } from '../../kernel/errors';
import { limitText } from '../api/limit';
import { digestOf } from '../api/requestDigest';
import { checkVariables } from '../api/variables';
import type { RunRequest } from '../request';
import { mustBeHidden } from '../secretsOfRun';
import type { LaunchTarget } from './template';

/** By what a run is found again at AWX. */
export type RunMark = 'variable' | 'label';
export const runVariable = 'msp_run_id';
/** The digest of the request: a job of the same run ID that was launched for another one is not this run. */
export const requestVariable = 'msp_request';

/** What is posted to launch, without the inventory, the label and the branch, whose IDs have to be looked up. */
export interface LaunchBody {
	limit?: string;
	job_type?: 'run' | 'check';
	job_tags?: string;
	skip_tags?: string;
	diff_mode?: boolean;
	verbosity?: number;
	forks?: number;
	timeout?: number;
	inventory?: number;
	scm_branch?: string;
	labels?: readonly number[];
	extra_vars?: Readonly<Record<string, unknown>>;
	credential_passwords?: Readonly<Record<string, string>>;
}

/**
 * AWX starts a job although it ignores what the template does not ask for: a limit, and check mode. So whatever would
 * be ignored is refused before.
 *
 * @throws InputError that names the switch of the template.
 */
export function launchBody(request: RunRequest, target: LaunchTarget): { body: LaunchBody; mark: RunMark } {
	const { template, info } = target;
	const body: LaunchBody = {};
	if (template.job_slice_count > 1) {
		throw new InputError(
			'work',
			'is a template that cuts its jobs into slices, which AWX launches as a workflow of several jobs',
			'Set Job Slicing to 1 in the template.',
		);
	}

	const limit = limitText(request.limit);
	if (limit === null) {
		// Ansible's own word for every host: an empty text may count as none given.
		if (template.limit !== '' && !info.ask_limit_on_launch) {
			throw notAsked('limit', `all hosts, but the template limits its runs to '${template.limit}'`, 'Limit');
		}
		if (template.limit !== '') body.limit = 'all';
	} else if (limit !== template.limit) {
		if (!info.ask_limit_on_launch) throw notAsked('limit', 'a limit, and AWX would run on all hosts', 'Limit');
		body.limit = limit;
	}

	const jobType = request.check ? 'check' : 'run';
	if (jobType !== template.job_type) {
		if (!info.ask_job_type_on_launch) {
			throw notAsked(
				'check',
				request.check ? 'a check, and AWX would make the changes' : 'changes, and AWX would only check',
				'Job Type',
			);
		}
		body.job_type = jobType;
	}
	const tags = request.tags.join(',');
	if (tags !== '' && tags !== template.job_tags) {
		if (!info.ask_tags_on_launch) throw notAsked('tags', 'tags, and AWX would run all of them', 'Job Tags');
		body.job_tags = tags;
	}
	const skipTags = request.skipTags.join(',');
	if (skipTags !== '' && skipTags !== template.skip_tags) {
		if (!info.ask_skip_tags_on_launch) throw notAsked('skipTags', 'tags to skip, and AWX would skip none', 'Skip Tags');
		body.skip_tags = skipTags;
	}
	if (request.diff !== template.diff_mode) {
		if (info.ask_diff_mode_on_launch) body.diff_mode = request.diff;
		else if (request.diff) throw notAsked('diff', 'differences, and AWX would show none', 'Show Changes');
	}
	if (request.verbosity !== template.verbosity) {
		if (info.ask_verbosity_on_launch) body.verbosity = request.verbosity;
		else if (request.verbosity > 0) throw notAsked('verbosity', 'another verbosity', 'Verbosity');
	}
	if (request.forks !== undefined && request.forks !== template.forks) {
		if (!info.ask_forks_on_launch) throw notAsked('forks', 'another number of forks', 'Forks');
		body.forks = request.forks;
	}
	if (info.ask_timeout_on_launch) body.timeout = request.timeoutSeconds;
	if (request.become && !template.become_enabled) {
		throw new InputError(
			'become',
			'cannot be asked of a template at launch',
			'Switch on Privilege Escalation in the template at AWX, or write become into the playbook.',
		);
	}
	addPasswords(body, request, target);
	return { body, mark: addVariables(body, request, target) };
}

function addPasswords(body: LaunchBody, { vaultPassword }: RunRequest, { info }: LaunchTarget): void {
	const needed = info.passwords_needed_to_start;
	const vaults = needed.filter((name) => name === 'vault_password' || name.startsWith('vault_password.'));
	const others = needed.filter((name) => !vaults.includes(name));
	if (others.length > 0) {
		throw new InputError(
			'work',
			`is a template that asks for ${others.join(', ').slice(0, 200)}, which a workflow cannot type`,
			"Keep the password in the template's credential at AWX, instead of Prompt on Launch.",
		);
	}
	if (vaultPassword === undefined) {
		if (vaults.length === 0) return;
		throw new InputError('vaultPassword', 'is missing: the template asks for it', 'Choose a vault password.');
	}
	if (vaults.length !== 1) {
		throw new InputError(
			'vaultPassword',
			vaults.length === 0 ? 'would be ignored: the template does not ask for it' : 'is asked for several vaults',
			"Keep the vault's password in a credential at AWX, and attach that to the template.",
		);
	}
	body.credential_passwords = { [vaults[0] ?? 'vault_password']: vaultPassword };
}

function addVariables(body: LaunchBody, request: RunRequest, { info, survey }: LaunchTarget): RunMark {
	checkVariables(request.variables, 'variables');
	checkVariables(request.secretVariables, 'secretVariables');
	mustBeHidden(request.secretVariables, request.vaultPassword);
	if (request.templates.length > 0) {
		throw new InputError(
			'templates',
			'names variables whose values are templates, which AWX takes from nobody who only launches',
			"Write the templates into the template's own variables at AWX.",
		);
	}
	const given = { ...request.variables, ...request.secretVariables };
	const takes = (name: string) => info.ask_variables_on_launch || survey.has(name);
	const ignored = Object.keys(given).filter((name) => !takes(name));
	if (ignored.length > 0) throw notAsked('variables', `'${ignored.join("', '").slice(0, 300)}'`, 'Variables');
	const open = Object.keys(request.secretVariables).filter((name) => survey.get(name) !== 'password');
	if (open.length > 0) {
		throw new InputError(
			'secretVariables',
			`has '${open.join("', '").slice(0, 300)}', which AWX would keep and show in clear`,
			'Add a question of the type Password with this variable to the survey of the template, or keep the secret in a credential at AWX.',
		);
	}
	const missing = info.variables_needed_to_start.filter((name) => !(name in given));
	if (missing.length > 0) {
		throw new InputError(
			'variables',
			`lacks '${missing.join("', '").slice(0, 300)}', which the survey of the template needs`,
			'Give them, or give the questions a default at AWX.',
		);
	}
	if (takes(runVariable)) {
		body.extra_vars = {
			...given,
			[runVariable]: request.runId,
			// A survey may have a question for the ID alone.
			...(takes(requestVariable) ? { [requestVariable]: digestOf(request) } : {}),
		};
		return 'variable';
	}
	if (!info.ask_labels_on_launch)
		throw notAsked('work', 'the ID by which the run is found again', 'Variables (or Labels)');
	if (Object.keys(given).length > 0) body.extra_vars = given;
	return 'label';
}

function notAsked(field: string, what: string, prompt: string): InputError {
	return new InputError(
		field,
		`would be ignored by AWX: the run asks for ${what}, and the template does not let it`,
		`Switch on Prompt on Launch at ${prompt} in the template at AWX.`,
	);
}
