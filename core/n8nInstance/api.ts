import { z } from 'zod';
import { ExternalError } from '../kernel/errors';
import { request, type HttpRequest, type HttpResponse } from '../kernel/http';
import { type KeptWorkflow } from '../starterWorkflows';
import { keptWorkflowOf, listedCredential } from './answers';
import { refusalOf } from './apiErrors';
import { baseOf, type N8nAddress } from './frontPage';
import type { ListedCredential, N8nInstance, SentWorkflow } from './instance';

const page = z.object({ data: z.array(z.unknown()), nextCursor: z.string().nullish() });

/** An n8n by its public API, which its settings call _n8n API_. */
export function openApi(address: N8nAddress, apiKey: string): N8nInstance {
	const base = `${baseOf(address)}/api/v1`;

	const send = async (
		method: HttpRequest['method'],
		path: string,
		sent?: object,
		repeat: HttpRequest['repeat'] = method === 'GET' ? 'safe' : 'never',
	): Promise<HttpResponse> =>
		await request({
			method,
			url: `${base}${path}`,
			headers: {
				'X-N8N-API-KEY': apiKey,
				accept: 'application/json',
				...(sent && { 'content-type': 'application/json' }),
			},
			body: sent && JSON.stringify(sent),
			certificateAuthority: address.certificateAuthority,
			repeat,
			secrets: [apiKey],
			timeoutMs: 60_000,
			maxResponseBytes: 200 * 2 ** 20,
		});

	const call = async (
		method: HttpRequest['method'],
		path: string,
		{ what, scope, sent, repeat }: Asked,
	): Promise<unknown> => {
		const answer = await send(method, path, sent, repeat);
		if (answer.status < 200 || answer.status >= 300) throw refusalOf(answer, what, scope);
		return readJson(answer, base);
	};

	const everyPage = async (path: string, asked: Asked): Promise<unknown[]> => {
		const found: unknown[] = [];
		for (let cursor: string | undefined; ;) {
			const query = new URLSearchParams({ limit: '100', ...(cursor !== undefined && { cursor }) });
			const { data, nextCursor } = page.parse(await call('GET', `${path}?${query.toString()}`, asked));
			found.push(...data);
			if (!nextCursor || nextCursor === cursor) return found;
			cursor = nextCursor;
		}
	};

	const unpublish = async (id: string): Promise<void> => {
		await call('POST', `/workflows/${id}/deactivate`, {
			what: 'to unpublish a workflow',
			scope: 'workflow:deactivate',
			sent: {},
			repeat: 'keyed',
		});
	};

	const publish = async (id: string): Promise<void> => {
		await call('POST', `/workflows/${id}/activate`, {
			what: 'to publish a workflow',
			scope: 'workflow:activate',
			sent: {},
			repeat: 'keyed',
		});
	};

	/** n8n 2.8 saves what it cannot publish, and unpublishes the workflow: what worked before works again. */
	const putBack = async (kept: KeptWorkflow, refusal: ExternalError): Promise<void> => {
		const answer = await send('GET', `/workflows/${kept.id}`);
		if (answer.status !== 200 || keptWorkflowOf(readJson(answer, base)).published) return;
		try {
			await call('PUT', `/workflows/${kept.id}`, {
				what: `to put '${kept.name}' back`,
				scope: 'workflow:update',
				sent: bodyOf({ ...kept, pinData: undefined }),
				repeat: 'keyed',
			});
			await publish(kept.id);
		} catch (error) {
			const why = error instanceof ExternalError ? error.vendorMessage : 'unknown failure';
			throw new ExternalError(
				refusal.errorClass,
				`${refusal.vendorMessage}. '${kept.name}' is not published any more, and could not be put back: ${why}`,
				'Restore it from the backups, or publish it in the editor of n8n.',
			);
		}
	};

	/** Sends with the examples of the triggers where this n8n takes them: those before 2.20 or so refuse them. */
	const sendWorkflow = async (method: 'POST' | 'PUT', path: string, workflow: SentWorkflow, asked: Asked) => {
		const { pinData, ...bare } = bodyOf(workflow);
		if (pinData) {
			const answer = await send(method, path, { ...bare, pinData }, asked.repeat);
			if (answer.status < 300) return readJson(answer, base);
			if (answer.status !== 400 || !/additional propert|pinData|Unrecognized key/i.test(answer.text)) {
				throw refusalOf(answer, asked.what, asked.scope);
			}
		}
		return await call(method, path, { ...asked, sent: bare });
	};

	return {
		where: baseOf(address),
		needsRestart: false,
		credentials: async () => {
			const answer = await send('GET', '/credentials?limit=100');
			// n8n 2.4 has no list of credentials.
			if (answer.status === 404 || answer.status === 405) return undefined;
			if (answer.status >= 300) throw refusalOf(answer, 'to list its credentials', 'credential:list');
			const found = await everyPage('/credentials', { what: 'to list its credentials', scope: 'credential:list' });
			return found.map((one) => listedCredential.parse(one));
		},
		credentialNamed: async (type, name) => await resolvedByN8n(call, type, name),
		workflows: async () => {
			const found = await everyPage('/workflows', { what: 'to list its workflows', scope: 'workflow:list' });
			return found.flatMap(readable);
		},
		reread: async (id) => {
			const answer = await send('GET', `/workflows/${id}`);
			if (answer.status === 404) return undefined;
			if (answer.status !== 200) throw refusalOf(answer, 'to read a workflow', 'workflow:read');
			return keptWorkflowOf(readJson(answer, base));
		},
		create: async (workflow) => {
			const made = await sendWorkflow('POST', '/workflows', workflow, {
				what: `to make '${workflow.name}'`,
				scope: 'workflow:create',
			});
			return keptWorkflowOf(made).id;
		},
		replace: async (kept, workflow) => {
			try {
				const saved = await sendWorkflow('PUT', `/workflows/${kept.id}`, workflow, {
					what: `to change '${workflow.name}'`,
					scope: 'workflow:update, and workflow:activate to publish the change',
					repeat: 'keyed',
				});
				// A repeat after a lost answer finds it unpublished, if n8n could not publish it the first time.
				if (kept.published && !keptWorkflowOf(saved).published) await publish(kept.id);
			} catch (error) {
				if (kept.published && error instanceof ExternalError && !error.outcomeUnknown) await putBack(kept, error);
				throw error;
			}
		},
		publish,
		unpublish,
		remove: async (kept) => {
			// n8n 2.41 removes no published workflow.
			if (kept.published) await unpublish(kept.id);
			const answer = await send('DELETE', `/workflows/${kept.id}`);
			if (answer.status >= 300 && answer.status !== 404) {
				throw refusalOf(answer, `to remove '${kept.name}'`, 'workflow:delete');
			}
			return true;
		},
	};
}

interface Asked {
	readonly what: string;
	readonly scope: string;
	readonly sent?: object;
	readonly repeat?: HttpRequest['repeat'];
}
type Call = (method: HttpRequest['method'], path: string, asked: Asked) => Promise<unknown>;

/**
 * What the public API takes of a node: anything else is refused, and so is what it gives out itself. Static data is not
 * sent: it holds what triggers have registered at others.
 */
const nodeKeys = [
	...['id', 'name', 'webhookId', 'disabled', 'notesInFlow', 'notes', 'type', 'typeVersion', 'executeOnce'],
	...['alwaysOutputData', 'retryOnFail', 'maxTries', 'waitBetweenTries', 'continueOnFail', 'onError', 'position'],
	...['parameters', 'credentials', 'customTelemetryTags'],
] as const;

const settingKeys = [
	...['saveExecutionProgress', 'saveManualExecutions', 'saveDataErrorExecution', 'saveDataSuccessExecution'],
	...['executionTimeout', 'errorWorkflow', 'timezone', 'executionOrder', 'callerPolicy', 'callerIds'],
] as const;

function bodyOf({ name, nodes, connections, settings, pinData }: SentWorkflow) {
	return {
		name,
		nodes: nodes.map((node) => picked(node, nodeKeys)),
		connections,
		settings: picked(settings, settingKeys),
		pinData: pinData && Object.keys(pinData).length > 0 ? pinData : undefined,
	};
}

function picked(record: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> {
	return Object.fromEntries(
		keys.flatMap((key) => (record[key] === undefined || record[key] === null ? [] : [[key, record[key]] as const])),
	);
}

function readJson(answer: HttpResponse, base: string): unknown {
	if (answer.text === '') return {};
	try {
		return JSON.parse(answer.text);
	} catch {
		throw new ExternalError(
			'invalid',
			`${base} answers with something else than JSON`,
			'Give the address of n8n itself: a log-in page of a proxy may stand before it.',
		);
	}
}

/** A workflow that cannot be read is somebody else's, and of a form that the pack never made. */
function readable(raw: unknown): KeptWorkflow[] {
	try {
		return [keptWorkflowOf(raw)];
	} catch {
		return [];
	}
}

/** n8n fills in the ID of a credential that a workflow names, if it is the only one: that tells the ID. */
async function resolvedByN8n(call: Call, type: string, name: string): Promise<ListedCredential | undefined> {
	const probe = {
		name: 'msp-workflows looks for a credential',
		nodes: [
			{
				id: '6f3dbb4c-6ad1-4d0e-8b3c-9a5f0e2d7c11',
				name: 'Probe',
				type: 'n8n-nodes-base.noOp',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
				credentials: { [type]: { id: null, name } },
			},
		],
		connections: {},
		settings: {},
	};
	const made = keptWorkflowOf(
		await call('POST', '/workflows', { what: 'to make a workflow', scope: 'workflow:create', sent: probe }),
	);
	await call('DELETE', `/workflows/${made.id}`, { what: 'to remove a workflow', scope: 'workflow:delete' });
	const found = made.nodes[0]?.credentials?.[type];
	return found?.id ? { id: found.id, name: found.name ?? name, type } : undefined;
}
