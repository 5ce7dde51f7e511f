import { z } from 'zod';
import { jsonOf, type StandinAnswer, type StandinRequest } from '../shared';
import { failed, type ApiCall, type ApiFunction } from './api/answer';
import { databaseCalls } from './api/databases';
import { serverCalls } from './api/server';
import { userCalls } from './api/users';

const calls: Readonly<Record<string, ApiFunction>> = { ...userCalls, ...databaseCalls, ...serverCalls };
const bodyShape = z.record(z.string(), z.unknown());

/** Answers a call of the JSON API. */
export function answerApi(
	request: StandinRequest,
	call: Omit<ApiCall, 'names' | 'body'>,
	mayRun: boolean,
): StandinAnswer {
	const asked = `${request.method} ${request.path}`;
	const [pattern, act] = Object.entries(calls).find(([known]) => matcher(known).test(asked)) ?? [];
	if (pattern === undefined || !act) return failed(404, 'NOT_FOUND');
	if (!mayRun) return failed(403, 'ACCESS_DENIED');
	const body = request.body === '' ? {} : bodyShape.safeParse(jsonOf(request)).data;
	if (!body) return failed(400, 'BAD_REQUEST', 'the body is no JSON object');
	const names = (matcher(pattern).exec(asked) ?? []).slice(1).map(decodeURIComponent);
	return act({ ...call, names, body });
}

const matcher = (pattern: string) => new RegExp(`^${pattern.replaceAll('{}', '([^/]+)')}$`);
