import { z } from 'zod';
import { carriedFailure } from './nodeError';

/** The page that explains every code, under a heading of its name. */
const page = 'https://cdn.jsdelivr.net/npm/n8n-nodes-msp/docs/nodes/msp-api-trigger.md';

/** The one place that says with which status a call fails, by what failed. */
export const problemKinds = {
	malformed_body: [400, 'The body cannot be read'],
	missing_key: [401, 'The call has no API key'],
	unknown_key: [401, 'The API key is unknown'],
	expired_key: [401, 'The API key has expired'],
	revoked_key: [401, 'The API key was revoked'],
	missing_scope: [403, 'The API key may not do this'],
	not_found: [404, 'There is no such thing'],
	wrong_method: [405, 'The address takes another method'],
	conflict: [409, 'The state of things forbids it'],
	exists: [409, 'It is there already'],
	limit: [409, 'A limit is reached'],
	too_large: [413, 'The body is too large'],
	wrong_content_type: [415, 'The body is not JSON'],
	not_an_object: [422, 'The body is not an object'],
	unknown_field: [422, 'The call has an unknown field'],
	missing_field: [422, 'A field is missing'],
	wrong_type: [422, 'A field has another form'],
	too_long: [422, 'A field is too long'],
	invalid: [422, 'A value cannot be used'],
	too_many_calls: [429, 'The API key has made too many calls'],
	unexpected: [500, 'The call failed'],
	auth: [502, 'A system behind the API refuses its log-in'],
	permission: [502, 'A system behind the API refuses a right'],
	unknown: [502, 'A system behind the API failed'],
	busy: [503, 'A system behind the API is busy'],
	transport: [503, 'A system behind the API cannot be reached'],
	unavailable: [503, 'The API cannot check the call now'],
} as const satisfies Readonly<Record<string, readonly [status: number, title: string]>>;
export type ProblemCode = keyof typeof problemKinds;

/** What a refused call gets, in the form of RFC 9457. */
export interface Problem {
	readonly type: string;
	readonly title: string;
	readonly status: number;
	readonly detail: string;
	readonly code: ProblemCode;
	/** The field at fault; absent when none is. */
	readonly field?: string;
	readonly remedy: string;
}

export const problemType = 'application/problem+json';

interface Words {
	readonly detail: string;
	readonly remedy: string;
	readonly field?: string | null;
}

export function problem(code: ProblemCode, { detail, remedy, field }: Words): Problem {
	const [status, title] = problemKinds[code];
	return { type: `${page}#${code}`, title, status, detail, code, ...(typeof field === 'string' && { field }), remedy };
}

/** A call that is refused, with what the caller gets. */
export class Refused extends Error {
	constructor(
		readonly problem: Problem,
		readonly headers: Readonly<Record<string, string>> = {},
	) {
		super(problem.detail);
		this.name = 'Refused';
	}
}

export const refusal = (code: ProblemCode, words: Words, headers?: Readonly<Record<string, string>>) =>
	new Refused(problem(code, words), headers);

const failed = z.object({ context: z.object({ failure: carriedFailure }) });

const tryLater = 'Nothing is wrong with the call: make it again in a minute.';

/** A remedy that leads to the editor, to a node or to an item: a caller has none of them. */
const forOperator = /→|\bitem\b|in other words/;

const callersRemedies: Partial<Readonly<Record<ProblemCode, string>>> = {
	invalid: 'Correct the value and make the call again.',
	not_found: 'Give one that there is. The operator knows which there are.',
	exists: 'Repeat the call with the values of the first time, or take a reference that is new.',
};

/** A call has no fields within fields of a node: `orderReferences.domain` came as `domain`. */
const groups = /^(?:additionalFields|options|orderReferences|updateFields)\./;

function forCaller(code: ProblemCode, { field, detail, remedy }: Words): Words {
	const group = groups.exec(field ?? '')?.[0] ?? '';
	return {
		field: field?.slice(group.length),
		detail: detail.replace(`'${group}`, "'"),
		remedy: forOperator.test(remedy) ? (callersRemedies[code] ?? 'Ask the operator what the call needs.') : remedy,
	};
}

/**
 * The answer for the error of a node. A caller reads what is wrong with the call in the words of the pack. What failed
 * behind the API is for the operator, who finds it in the execution: a caller reads only whether to come again.
 */
export function problemOf(error: unknown): Problem {
	const { data } = failed.safeParse(error);
	if (!data) {
		const remedy = 'Ask the operator, who finds the reason in the execution list of n8n.';
		return problem('unexpected', { detail: 'A node of the workflow failed.', remedy });
	}
	const { code, ...words } = data.context.failure;
	const [status, title] = problemKinds[code];
	if (status < 500) return problem(code, forCaller(code, words));
	const comesBack = code === 'busy' || code === 'transport';
	const remedy = comesBack ? tryLater : 'Ask the operator, who finds the reason in the execution list of n8n.';
	return problem(code, { detail: `${title}.`, remedy });
}

/** The headers of a problem. */
export function problemHeaders({ status }: Problem, more: Readonly<Record<string, string>> = {}) {
	return {
		'content-type': problemType,
		'cache-control': 'no-store',
		...(status === 503 && { 'retry-after': '30' }),
		...(status === 401 && { 'www-authenticate': 'Bearer realm="msp"' }),
		...more,
	};
}
