import type { Inventory, Json, Variables } from '../request';
import { jsonOf } from '../../kernel/answers';

interface Group {
	hosts: string[];
	children: string[];
	variables: Record<string, Json>;
}

/**
 * Reads an inventory in Ansible's INI form: hosts with variables, ranges, groups, `:children` and `:vars`.
 *
 * @returns undefined when it is in another form, so that nobody takes half of it for the whole.
 */
export function parseIni(text: string): Inventory | undefined {
	const hosts: Record<string, Variables> = {};
	const groups = new Map<string, Group>();
	const groupOf = (name: string): Group => {
		const known = groups.get(name) ?? { hosts: [], children: [], variables: {} };
		groups.set(name, known);
		return known;
	};
	let [group, part] = ['ungrouped', 'hosts'];
	for (const line of text.split(/\r?\n/).map((one) => one.trim())) {
		if (line === '' || /^[#;]/.test(line)) continue;
		const head = /^\[([^\]:\s]+)(?::(children|vars|hosts))?\]\s*(?:#.*)?$/.exec(line);
		if (head) {
			[group, part] = [head[1] ?? '', head[2] ?? 'hosts'];
			groupOf(group);
		} else if (line.startsWith('[') || line.startsWith('---') || line.startsWith('{')) return undefined;
		else if (part === 'children') groupOf(group).children.push(firstWord(line));
		else if (part === 'vars') {
			const equals = line.indexOf('=');
			if (equals === -1) return undefined;
			groupOf(group).variables[line.slice(0, equals).trim()] = valueOf(line.slice(equals + 1).trim());
		} else {
			const given = wordsOf(line);
			const names = given ? namesOf(given[0] ?? '') : undefined;
			if (!given || !names) return undefined;
			for (const name of names) {
				hosts[name] = { ...hosts[name], ...variablesOf(given.slice(1)) };
				groupOf(group).hosts.push(name);
			}
		}
	}
	return {
		hosts,
		groups: Object.fromEntries(
			[...groups].map(([name, { hosts: members, children, variables }]) => [
				name,
				{
					hosts: members,
					...(children.length === 0 ? {} : { children }),
					...(Object.keys(variables).length === 0 ? {} : { variables }),
				},
			]),
		),
	};
}

const firstWord = (line: string) => line.split(/\s+/)[0] ?? '';

/** Words of a host's line; quotes hold a value together, and # begins a comment. */
function wordsOf(line: string): string[] | undefined {
	const words: string[] = [];
	const each = /\s*(?:(#.*)|((?:[^\s"'#]|"[^"]*"|'[^']*')+))/gy;
	while (each.lastIndex < line.length) {
		const found = each.exec(line);
		if (!found) return undefined;
		if (found[2] !== undefined) words.push(found[2]);
	}
	return words.length === 0 || (words[0] ?? '').endsWith(':') ? undefined : words;
}

const variablesOf = (words: readonly string[]): Variables =>
	Object.fromEntries(
		words.flatMap((word) => {
			const equals = word.indexOf('=');
			return equals > 0 ? [[word.slice(0, equals), valueOf(word.slice(equals + 1))]] : [];
		}),
	);

function valueOf(text: string): Json {
	const bare = /^"([^"]*)"$|^'([^']*)'$/.exec(text);
	if (bare) return bare[1] ?? bare[2] ?? '';
	if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
	return /^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(text) ? (jsonOf(text) as number) : text;
}

/** Expands `web[01:03].example.com` and `db[a:c]`; undefined for a range that is none. */
function namesOf(name: string): string[] | undefined {
	const range = /^(.*?)\[([^\]:]+):([^\]:]+)(?::(\d{1,4}))?\](.*)$/.exec(name);
	if (!range) return [name.replace(/^(\[[^\]]+\]|[^:]+):\d+$/, '$1')];
	const [, before = '', from = '', to = '', step = '1', after = ''] = range;
	const digits = /^\d{1,6}$/.test(from) && /^\d{1,6}$/.test(to);
	const letters = /^[a-z]$/i.test(from) && /^[a-z]$/i.test(to);
	if (!digits && !letters) return undefined;
	const [first, last] = digits ? [Number(from), Number(to)] : [from.charCodeAt(0), to.charCodeAt(0)];
	const stride = Math.max(1, Number(step));
	if (last < first || (last - first) / stride > 10_000) return undefined;
	const found: string[] = [];
	for (let at = first; at <= last; at += stride) {
		const shown = digits ? String(at).padStart(from.length, '0') : String.fromCharCode(at);
		const names = namesOf(`${before}${shown}${after}`);
		if (!names) return undefined;
		found.push(...names);
	}
	return found;
}
