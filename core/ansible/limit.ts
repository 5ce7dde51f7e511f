import { isIPv6 } from 'node:net';
import { InputError } from '../kernel/errors';
import { mostEntries, textLimits } from '../kernel/textLimits';
import type { RunLimit } from './request';
import { shown } from './variables';

/** What Ansible is told by `--limit`; null for all hosts. */
export interface LimitArgument {
	readonly value: string | null;
	/** The names that must be in the inventory. */
	readonly names: readonly string[];
}

/**
 * Turns a choice of hosts into the value of `--limit`.
 *
 * A literal name goes with a comma behind it: Ansible then splits at commas only, so that an IPv6 address is one name.
 *
 * @throws InputError when nothing is chosen, or a literal name is a pattern.
 */
export function limitArgument(limit: RunLimit): LimitArgument {
	if (limit.kind === 'all') return { value: null, names: [] };
	if (limit.kind === 'pattern') return { value: checkedPattern(limit.pattern), names: [] };
	if (limit.names.length === 0 || limit.names.length > mostEntries) {
		throw new InputError(
			'limit',
			limit.names.length === 0 ? 'names no host' : `names more than ${mostEntries} hosts`,
			'Name the hosts or groups. To run on all of them, choose that in so many words.',
		);
	}
	for (const name of limit.names) {
		checkHostName(name, 'limit');
		if (name === 'all') {
			throw new InputError('limit', 'names the group "all"', 'To run on all hosts, choose that in so many words.');
		}
	}
	const names = [...new Set(limit.names)];
	return { value: `${names.join(',')},`, names };
}

/**
 * Checks the literal name of a host or a group: letters, digits, dots, hyphens and underscores, or an IPv6 address without
 * brackets. Everything else means something in Ansible's patterns, in its options or in a shell.
 *
 * @throws InputError
 */
export function checkHostName(name: string, field: string): void {
	if (isIPv6(name) && !name.includes('%')) return;
	const fault = hostNameFault(name);
	if (fault === undefined) return;
	throw new InputError(
		field,
		`has the name ${shown(name)}, which ${fault}`,
		'Use letters of any language, digits, dots, hyphens and underscores, or an IPv6 address without brackets.',
	);
}

function hostNameFault(name: string): string | undefined {
	if (name.trim() === '') return 'is empty';
	if (name.length > textLimits.domain) return 'is too long';
	if (name.startsWith('-')) return 'begins like an option';
	if (/[:,!&*?[\]~@]/.test(name)) return 'is a pattern and not a name';
	return /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}._-]*$/u.test(name) ? undefined : 'holds characters that a name has not';
}

/** A pattern was asked for in words. It still is one argument, reads no file and means no option. */
function checkedPattern(pattern: string): string {
	const fault =
		pattern.trim() === ''
			? 'is empty'
			: pattern.length > textLimits.line
				? 'is too long'
				: /^\s*-/.test(pattern)
					? 'begins like an option'
					: pattern.includes('@')
						? 'holds @, by which Ansible reads a file'
						: /[\p{Cc}\p{Zl}\p{Zp}]/u.test(pattern) || /\p{Cs}/u.test(pattern)
							? 'holds a control character'
							: undefined;
	if (fault === undefined) return pattern;
	throw new InputError('limit', `is a pattern that ${fault}`, 'Give a pattern of Ansible, such as web:!web3.');
}
