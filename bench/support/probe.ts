import { Agent, get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** How long n8n took to answer, each time in milliseconds. */
export interface Probed {
	readonly health: readonly number[];
	/** What the editor asks for its list of workflows. */
	readonly editor: readonly number[];
}

const everyMs = 20;

/** Asks n8n for its health and for the editor's list of workflows, again and again, until it is told to end. */
export async function startProbe(
	url: string,
	{ email, password }: { readonly email: string; readonly password: string },
): Promise<{ end(): Promise<Probed> }> {
	const login = await fetch(`${url}/rest/login`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ emailOrLdapLoginId: email, password }),
	});
	if (!login.ok) throw new Error(`n8n does not let the bench log in: ${login.status}`);
	const cookie = login.headers
		.getSetCookie()
		.map((one) => one.split(';')[0])
		.join('; ');
	const ended = new AbortController();
	const ask = async (path: string): Promise<number[]> => {
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		const times: number[] = [];
		while (!ended.signal.aborted) {
			const asked = performance.now();
			await answerOf(`${url}${path}`, { agent, headers: { cookie } });
			times.push(performance.now() - asked);
			await wait(everyMs);
		}
		agent.destroy();
		return times;
	};
	const both = Promise.all([ask('/healthz'), ask('/rest/workflows?take=10')]);
	return {
		end: async () => {
			ended.abort();
			const [health, editor] = await both;
			return { health, editor };
		},
	};
}

async function answerOf(url: string, options: Parameters<typeof get>[1] & object): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		get(url, options, (response) => {
			if (response.statusCode !== 200) reject(new Error(`${url} answered ${String(response.statusCode)}`));
			response.resume();
			response.once('close', resolve);
		}).once('error', reject);
	});
}
