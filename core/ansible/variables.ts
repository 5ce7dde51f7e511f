import { InputError } from '../kernel/errors';
import { textLimits } from '../kernel/textLimits';
import type { Json, Variables } from './request';
import { refusedNames } from './refusedNames';

/** How Ansible's files of JSON mark a text that is never a template. */
export interface Unsafe {
	readonly __ansible_unsafe: string;
}
export type Wrapped =
	string | number | boolean | null | Unsafe | readonly Wrapped[] | { readonly [name: string]: Wrapped };

/** Readers of JSON drop this key, so that it would not arrive. */
const lostName = '__proto__';

/** Deeper data is a mistake, and Ansible's own code recurses. */
const mostDepth = 20;

/**
 * Turns variables into what is written into Ansible's JSON: each text is marked as data, so that Jinja in it stays as it is.
 *
 * @param templates the names whose texts are templates, because somebody asked for that in so many words.
 * @throws InputError when a name changes how Ansible runs, or a value cannot arrive as it is.
 */
export function wrappedVariables(
	variables: Variables,
	field: string,
	templates: readonly string[] = [],
): Record<string, Wrapped> {
	const missing = templates.find((name) => !Object.hasOwn(variables, name));
	if (missing !== undefined) {
		throw new InputError(
			'templates',
			`names ${shown(missing)}, which is no variable of this run`,
			'Name variables that are given.',
		);
	}
	const wrapped = Object.entries(variables).map(([name, value]) => {
		checkVariableName(name, field);
		return [name, wrap(value, `${field}.${name}`, !templates.includes(name), 0)] as const;
	});
	const whole = Object.fromEntries(wrapped);
	if (JSON.stringify(whole).length > textLimits.json * 10) {
		throw new InputError(field, 'holds more than a megabyte', 'Put large data into a file of the project.');
	}
	return whole;
}

/**
 * Refuses variables that no run takes, wherever they are kept until then.
 *
 * @throws InputError when a name changes how Ansible runs, or a value cannot arrive as it is.
 */
export function mustBeVariables(variables: Variables, field: string): void {
	wrappedVariables(variables, field);
}

/**
 * Marks every text of JSON-like data as data.
 *
 * @throws InputError when a value cannot arrive as it is.
 */
export function wrappedData(data: Json, place: string): Wrapped {
	return wrap(data, place, true, 0);
}

/** @throws InputError when a variable may not have this name. */
export function checkVariableName(name: string, field: string): void {
	if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name.length > textLimits.key) {
		throw new InputError(
			field,
			`has the name ${shown(name)}, which is no name of a variable`,
			'Use letters, digits and underscores, and begin with a letter.',
		);
	}
	if (/^_*ansible_/i.test(name)) {
		throw new InputError(
			field,
			`has the name ${shown(name)}: names that begin with ansible_ change how Ansible runs`,
			'Set it in the inventory of the project.',
		);
	}
	if (refusedNames.has(name) || name === lostName) {
		throw new InputError(
			field,
			`has the name ${shown(name)}, which is Ansible's, Jinja's or Python's own word`,
			'Give the variable another name, such as one with a prefix.',
		);
	}
}

function wrap(value: Json, place: string, unsafe: boolean, depth: number): Wrapped {
	if (depth > mostDepth) {
		throw new InputError(place.slice(0, 100), 'lies too deep', `Give at most ${mostDepth} levels.`);
	}
	if (typeof value === 'string') return wrapText(value, place, unsafe);
	if (typeof value === 'number' && !Number.isFinite(value)) {
		throw new InputError(place, 'is no finite number', 'Give a number that JSON can write.');
	}
	if (Array.isArray(value)) {
		return (value as readonly Json[]).map((entry, index) => wrap(entry, `${place}[${index}]`, unsafe, depth + 1));
	}
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, held]) => {
			checkKey(name, place);
			return [name, wrap(held, `${place}.${name}`, unsafe, depth + 1)];
		}),
	);
}

function wrapText(text: string, place: string, unsafe: boolean): Wrapped {
	checkText(text, place);
	return unsafe ? { __ansible_unsafe: text } : text;
}

/** A NUL never reaches a program as it is, and half a character is written by no encoding. */
function checkText(text: string, place: string): void {
	if (text.includes('\0')) {
		throw new InputError(place.slice(0, 100), 'holds a NUL character', 'Remove it, or give the data in base64.');
	}
	if (/\p{Cs}/u.test(text)) {
		throw new InputError(place.slice(0, 100), 'holds half of a character', 'Give whole Unicode characters.');
	}
}

function checkKey(name: string, place: string): void {
	checkText(name, place);
	if (name === lostName) {
		throw new InputError(
			place.slice(0, 100),
			`has the key ${lostName}, which is dropped on the way`,
			'Rename the key.',
		);
	}
	// Ansible reads these keys as an instruction: __ansible_unsafe, __ansible_vault, __ansible_type.
	if (/^__ansible/.test(name)) {
		throw new InputError(
			place.slice(0, 100),
			`has the key ${shown(name)}, which Ansible reads as an instruction`,
			'Rename the key.',
		);
	}
}

/** A name from outside in an error: short, and on one line. */
export function shown(name: string): string {
	const text = JSON.stringify(name);
	return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
