import type { z } from 'zod';

/** Where a value is wrong, and what is wrong with it: `must be a number`, to follow the field's name. */
export interface Complaint {
	readonly path: readonly PropertyKey[];
	readonly words: string;
}

type Issue = z.core.$ZodIssue;

/** How Zod's own sentences begin. A schema's own message begins with a verb: `must`, `is`, `has`. */
const ofZod = /^(Invalid|Too (big|small)|Unrecognized key)/;

/** The complaint of a check. It is the schema's own message, or else ours for what Zod found; it is never Zod's own. */
export function complaintOf(issue: Issue): Complaint {
	const { path, message } = issue;
	if (issue.code === 'invalid_union') return complaintOfUnion(issue);
	if (message !== '' && !ofZod.test(message)) return { path, words: message };
	if (issue.code === 'invalid_key' || issue.code === 'invalid_element') {
		const [inner] = issue.issues;
		if (inner && issue.code === 'invalid_element') return below(path, complaintOf(inner));
	}
	return { path, words: wordsOf(issue) };
}

function wordsOf(issue: Issue): string {
	switch (issue.code) {
		case 'invalid_type':
			// Zod leaves the value out of the issue; only its message tells that there is none.
			if (/received (undefined|null)$/.test(issue.message)) return 'is missing';
			return `must be ${typeWords[issue.expected] ?? `of the type ${issue.expected}`}`;
		case 'too_big':
			return tooBig(issue.origin, String(issue.maximum), issue.inclusive ?? true);
		case 'too_small':
			return tooSmall(issue.origin, String(issue.minimum), issue.inclusive ?? true);
		case 'invalid_format':
			return formatWords[issue.format] ?? 'has a form that is not allowed here';
		case 'not_multiple_of':
			return `must be a multiple of ${issue.divisor}`;
		case 'unrecognized_keys':
			return `has entries that nobody knows: ${issue.keys.map(shortened).join(', ').slice(0, 200)}`;
		case 'invalid_value':
			return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
		case 'invalid_key':
			return 'has an entry whose name is not allowed';
		default:
			return 'is not valid';
	}
}

/** Of a value that may have several forms: what is wrong in the form that it comes nearest to. */
function complaintOfUnion({ errors, path, message }: Extract<Issue, { code: 'invalid_union' }>): Complaint {
	if (!ofZod.test(message)) return { path, words: message };
	const firsts = errors.flatMap(([first]) => (first ? [first] : []));
	const near = firsts.find(({ code, path: inside }) => code !== 'invalid_type' || inside.length > 0);
	if (near) return below(path, complaintOf(near));
	const [first] = firsts;
	if (first?.code === 'invalid_type' && wordsOf(first) === 'is missing') return { path, words: 'is missing' };
	const types = firsts.flatMap((one) => (one.code === 'invalid_type' ? [typeWords[one.expected] ?? one.expected] : []));
	return { path, words: types.length > 0 ? `must be ${[...new Set(types)].join(' or ')}` : 'is not valid' };
}

const below = (path: readonly PropertyKey[], inner: Complaint): Complaint => ({
	path: [...path, ...inner.path],
	words: inner.words,
});

function tooBig(origin: string, most: string, inclusive: boolean): string {
	if (origin === 'string') return `is too long: ${most} characters at the most`;
	if (origin === 'date') return 'is too late';
	if (isCounted(origin)) return `has too many entries: ${most} at the most`;
	return inclusive ? `must be ${most} at the most` : `must be less than ${most}`;
}

function tooSmall(origin: string, least: string, inclusive: boolean): string {
	if (origin === 'date') return 'is too early';
	if (origin === 'string' || isCounted(origin)) {
		if (least === '1') return 'must not be empty';
		if (origin === 'string') return `is too short: ${least} characters at least`;
		return `has too few entries: ${least} at least`;
	}
	return inclusive ? `must be ${least} at least` : `must be more than ${least}`;
}

const isCounted = (origin: string) => ['array', 'set', 'map', 'object', 'record', 'file'].includes(origin);

const typeWords: Readonly<Record<string, string>> = {
	string: 'a text',
	number: 'a number',
	nan: 'a number',
	int: 'a whole number',
	bigint: 'a whole number',
	boolean: 'true or false',
	array: 'a list',
	tuple: 'a list',
	set: 'a list',
	object: 'an object',
	record: 'an object',
	map: 'an object',
	date: 'a date',
	null: 'null',
	undefined: 'left out',
	never: 'left out',
};

const formatWords: Readonly<Record<string, string>> = {
	email: 'must be an e-mail address',
	url: 'must be an address such as https://example.com',
	uuid: 'must be an ID such as 5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10',
	guid: 'must be an ID such as 5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10',
	ipv4: 'must be an IP address such as 192.0.2.10',
	ipv6: 'must be an IP address such as 2001:db8::10',
	date: 'must be a day such as 2026-03-31',
	datetime: 'must be a moment such as 2026-03-31T12:00:00Z',
	time: 'must be a time such as 12:00:00',
	json_string: 'is not JSON',
};

/** A name from outside may be as long as somebody likes. */
const shortened = (name: string) => (name.length > 40 ? `${name.slice(0, 40)}…` : name);

/** The path of a field as people write it: `filters.search`; undefined for the whole. */
export function fieldAt(path: readonly PropertyKey[]): string | undefined {
	return path.length === 0 ? undefined : path.map((part) => shortened(String(part))).join('.');
}
