import { z } from 'zod';
import { ExternalError, InputError, UntrustedServer } from '../../kernel/errors';
import { templateIn } from '../api/variables';
import type { Variables } from '../request';
import type { Awx } from './awx';

const jobSettings = z.object({ ALLOW_JINJA_IN_EXTRA_VARS: z.string() });

/**
 * AWX marks what a launch gives as unsafe, so that Ansible evaluates nothing in it (awx/main/utils/safe_yaml.py) — unless
 * its setting ALLOW_JINJA_IN_EXTRA_VARS is `always`. Ansible's own mark cannot travel: AWX writes the variables as YAML,
 * where `__ansible_unsafe` is a key like any other. So a value that could be evaluated is sent only if AWX says that it
 * marks it.
 *
 * @throws InputError when a value could be evaluated on AWX.
 */
export async function checkTemplates(awx: Awx, variables: Variables): Promise<void> {
	const place = templateIn(variables);
	if (place === undefined) return;
	const allowed = await jinjaSetting(awx);
	if (allowed === 'template' || allowed === 'never') return;
	throw new InputError(
		'variables',
		`has a text at '${place.slice(0, 200)}' that Ansible may evaluate, and ${
			allowed === 'always' ? 'AWX is set to let it' : 'AWX does not tell this log-in whether it would let it'
		}`,
		'Take the {{, {% or {# out of the value. Or set Allow Jinja in Extra Vars to Template at AWX, and let an auditor log in, who may read that setting.',
	);
}

async function jinjaSetting(awx: Awx): Promise<string | undefined> {
	try {
		return (await awx.json({ method: 'GET', path: '/settings/jobs/' }, jobSettings)).ALLOW_JINJA_IN_EXTRA_VARS;
	} catch (error) {
		// Only an administrator or an auditor may read settings.
		if (error instanceof ExternalError && !error.transient && !(error instanceof UntrustedServer)) return undefined;
		throw error;
	}
}
