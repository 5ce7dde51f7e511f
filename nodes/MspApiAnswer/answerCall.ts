import type { IDataObject, IExecuteFunctions, IN8nHttpFullResponse, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { asNodeError } from '../shared/nodeError';
import { asJson } from '../shared/operation';
import { problemHeaders, problemOf } from '../shared/problem';

const status = z.number().int().min(200, 'must be from 200 to 299').max(299, 'must be from 200 to 299');
const body = z.preprocess(
	(value, context) => {
		if (typeof value !== 'string') return value;
		try {
			return JSON.parse(value) as unknown;
		} catch {
			context.addIssue('must be a JSON object');
			return z.NEVER;
		}
	},
	z.record(z.string(), z.unknown(), 'must be a JSON object'),
);

/** Sends the one answer of a call. The items go on as they are. */
export function answerCall(node: IExecuteFunctions): INodeExecutionData[][] {
	const items = node.getInputData();
	node.sendResponse(answerOf(node, items));
	return [items];
}

function answerOf(node: IExecuteFunctions, items: readonly INodeExecutionData[]): IN8nHttpFullResponse {
	const failed = items.map(failureOf).find((failure) => failure !== undefined);
	if (failed !== undefined) {
		const problem = problemOf(failed);
		return { statusCode: problem.status, headers: problemHeaders(problem), body: asJson(problem) };
	}
	// A call gets one answer: that of the first item.
	const [item = 0] = items.keys();
	try {
		const given: IDataObject = asJson(body.parse(node.getNodeParameter('body', item)));
		const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
		return { statusCode: status.parse(node.getNodeParameter('status', item)), headers, body: given };
	} catch (error) {
		throw asNodeError(node.getNode(), error, item);
	}
}

/** What failed: a node of the pack hands its error along with the item, one of n8n's own may only say it in words. */
function failureOf({ error, json }: INodeExecutionData): unknown {
	if (error !== undefined) return error;
	const names = Object.keys(json);
	const onlyWords = names.every((name) => name === 'error' || name === 'message');
	return onlyWords && json.error !== undefined ? json.error : undefined;
}
