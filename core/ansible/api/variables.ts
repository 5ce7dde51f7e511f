import { InputError } from '../../kernel/errors';
import type { Json, Variables } from '../request';
import { mustBeVariables } from '../variables';

/**
 * Where a value is one that Ansible would evaluate: the path to it, such as `users.0.comment`; undefined when there is
 * none. A text without one of these marks is the same, evaluated or not. `#jinja2:` at its beginning changes the marks.
 */
export function templateIn(variables: Variables): string | undefined {
	return templateAt(variables, []);
}

function templateAt(value: Json, path: readonly string[]): string | undefined {
	if (typeof value === 'string') return /\{[{%#]|^#jinja2:/.test(value) ? path.join('.') : undefined;
	if (typeof value !== 'object' || value === null) return undefined;
	for (const [name, inner] of Object.entries(value as Readonly<Record<string, Json>>)) {
		const found = templateAt(name, [...path, name]) ?? templateAt(inner, [...path, name]);
		if (found !== undefined) return found;
	}
	return undefined;
}

/**
 * @throws InputError for a name that is no variable, or that changes where and how everything runs, and for a value that
 *   cannot arrive as it is.
 */
export function checkVariables(variables: Variables, field: string): void {
	mustBeVariables(variables, field);
	for (const name of Object.keys(variables)) {
		if (/^(awx|tower)_/.test(name) || name === 'semaphore_vars' || name === 'msp_run_id' || name === 'msp_request') {
			throw new InputError(
				field,
				`has the name '${name}', which the server or the pack fills itself`,
				'Choose another name.',
			);
		}
	}
}
