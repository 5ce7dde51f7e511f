import { z } from 'zod';
import { Told } from './told';

const executionSummary = z.looseObject({
	id: z.string(),
	workflowId: z.string(),
	status: z.string(),
	mode: z.string().optional(),
	startedAt: z.string().nullish(),
	stoppedAt: z.string().nullish(),
});
export type ExecutionSummary = z.infer<typeof executionSummary>;

const item = z.looseObject({ json: z.record(z.string(), z.unknown()), error: z.unknown().optional() });
export type RunItem = z.infer<typeof item>;

const nodeRun = z.looseObject({
	startTime: z.number().optional(),
	executionTime: z.number().optional(),
	executionStatus: z.string().optional(),
	error: z.unknown().optional(),
	/** By connection type, then by output: null where an output gave nothing. */
	data: z.record(z.string(), z.array(z.array(item).nullable())).optional(),
});
export type NodeRun = z.infer<typeof nodeRun>;

const executionSchema = executionSummary.extend({
	data: z
		.looseObject({
			resultData: z.looseObject({
				runData: z.record(z.string(), z.array(nodeRun)).default({}),
				error: z.unknown().optional(),
				lastNodeExecuted: z.string().optional(),
			}),
		})
		.optional(),
});
/** An execution with every node's items. */
export type Execution = z.infer<typeof executionSchema>;

const workflowSummary = z.looseObject({
	id: z.string(),
	name: z.string(),
	active: z.boolean(),
	versionId: z.string(),
	activeVersionId: z.string().nullish(),
});
export type WorkflowSummary = z.infer<typeof workflowSummary>;

/** What n8n tells everybody; whether its owner is still to be made. */
const settingsSchema = z.object({
	data: z.object({ userManagement: z.object({ showSetupOnFirstLoad: z.boolean().default(false) }) }),
});

export interface Owner {
	readonly email: string;
	readonly password: string;
}

export interface ExecutionFilter {
	readonly workflowId?: string;
	readonly status?: string;
	readonly limit?: number;
}

/** A person's own way into a running n8n: what the editor does, over HTTP. */
export interface N8nClient {
	readonly url: string;
	/** Makes the owner of a new n8n, or logs in as the one that is there. */
	logIn(): Promise<void>;
	/** A call of the editor's own API; logs in again where the session has gone. */
	call(method: string, path: string, body?: unknown): Promise<unknown>;
	workflows(): Promise<WorkflowSummary[]>;
	/** Publishes the latest version; its triggers listen at once. */
	publish(workflowId: string): Promise<void>;
	unpublish(workflowId: string): Promise<void>;
	/** Runs a workflow from one of its triggers, as the button in the editor does; gives the execution's ID. */
	run(workflowId: string, triggerName: string): Promise<string>;
	/** Newest first. */
	executions(filter?: ExecutionFilter): Promise<ExecutionSummary[]>;
	/** With the items of every node. */
	execution(id: string): Promise<Execution>;
	/** Where the editor shows it. */
	addressOf(execution: Pick<ExecutionSummary, 'id' | 'workflowId'>): string;
}

/** What this client needs of n8n's public API. */
const scopes = ['workflow:list', 'workflow:read', 'execution:list', 'execution:read'];

export function openN8n(url: string, owner: Owner): N8nClient {
	let cookie: string | undefined;
	let apiKey: string | undefined;

	const send = async (method: string, path: string, body: unknown, headers: Record<string, string>) =>
		await fetch(`${url}${path}`, {
			method,
			// A connection that was kept may be closed by n8n just when it is used again.
			headers: { connection: 'close', ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
			body: body === undefined ? undefined : JSON.stringify(body),
			signal: AbortSignal.timeout(30_000),
		});
	const answered = async (response: Response, what: string): Promise<unknown> => {
		const text = await response.text();
		if (response.ok) return text === '' ? undefined : JSON.parse(text);
		throw new Told(`n8n refused ${what} (${response.status}): ${messageIn(text)}`);
	};
	const keepCookie = (response: Response) => {
		cookie = response.headers
			.getSetCookie()
			.find((line) => line.startsWith('n8n-auth='))
			?.split(';')[0];
	};

	const logIn = async (): Promise<void> => {
		const { email, password } = owner;
		const told = await answered(await send('GET', '/rest/settings', undefined, {}), 'its settings');
		const isNew = settingsSchema.parse(told).data.userManagement.showSetupOnFirstLoad;
		const entered = isNew
			? await send('POST', '/rest/owner/setup', { email, password, firstName: 'Demo', lastName: 'Owner' }, {})
			: await send('POST', '/rest/login', { emailOrLdapLoginId: email, password }, {});
		if (entered.ok) keepCookie(entered);
		else await answered(entered, 'the log-in');
	};

	const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
		if (cookie === undefined) await logIn();
		const attempt = async () => await send(method, path, body, { cookie: cookie ?? '' });
		let response = await attempt();
		if (response.status === 401) {
			await logIn();
			response = await attempt();
		}
		return await answered(response, `${method} ${path}`);
	};

	const key = async (): Promise<string> => {
		if (apiKey !== undefined) return apiKey;
		// A key is shown only when it is made: each client makes its own.
		const label = `stack ${process.pid} ${Date.now()}`;
		const made = await call('POST', '/rest/api-keys', { label, expiresAt: null, scopes });
		const { rawApiKey } = z.object({ data: z.object({ rawApiKey: z.string() }) }).parse(made).data;
		apiKey = rawApiKey;
		return rawApiKey;
	};

	return {
		url,
		logIn,
		call,
		workflows: async () => {
			const found = await call('GET', '/rest/workflows?take=200');
			return z.object({ data: z.array(workflowSummary) }).parse(found).data;
		},
		publish: async (workflowId) => {
			const found = await call('GET', `/rest/workflows/${workflowId}`);
			const { versionId } = z.object({ data: workflowSummary }).parse(found).data;
			await call('POST', `/rest/workflows/${workflowId}/activate`, { versionId });
		},
		unpublish: async (workflowId) => {
			await call('POST', `/rest/workflows/${workflowId}/deactivate`, {});
		},
		run: async (workflowId, name) => {
			const found = await call('GET', `/rest/workflows/${workflowId}`);
			const workflowData = z.object({ data: z.looseObject({}) }).parse(found).data;
			const begun = await call('POST', `/rest/workflows/${workflowId}/run`, {
				workflowData,
				triggerToStartFrom: { name },
			});
			return z.object({ data: z.object({ executionId: z.string() }) }).parse(begun).data.executionId;
		},
		executions: async ({ workflowId, status, limit = 50 } = {}) => {
			const query = new URLSearchParams({ limit: String(limit) });
			if (workflowId !== undefined || status !== undefined) {
				query.set('filter', JSON.stringify({ workflowId, ...(status !== undefined && { status: [status] }) }));
			}
			const found = await call('GET', `/rest/executions?${query.toString()}`);
			return z.object({ data: z.object({ results: z.array(executionSummary) }) }).parse(found).data.results;
		},
		execution: async (id) => {
			const path = `/api/v1/executions/${id}?includeData=true`;
			const response = await send('GET', path, undefined, { 'X-N8N-API-KEY': await key() });
			return executionSchema.parse(withTextId(await answered(response, path)));
		},
		addressOf: ({ id, workflowId }) => `${url}/workflow/${workflowId}/executions/${id}`,
	};
}

/** The public API gives the number of an execution as a number, the editor's as text. */
function withTextId(answer: unknown): unknown {
	const found = z.looseObject({ id: z.union([z.string(), z.number()]) }).parse(answer);
	return { ...found, id: String(found.id) };
}

function messageIn(text: string): string {
	try {
		return z.object({ message: z.string() }).parse(JSON.parse(text)).message;
	} catch {
		return text.slice(0, 200);
	}
}
