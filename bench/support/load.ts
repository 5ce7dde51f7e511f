import { Agent, request } from 'node:http';

export interface Shot {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

export interface Round {
	/** The time of each accepted request, in milliseconds. */
	readonly times: number[];
	readonly seconds: number;
	/** How many were answered with anything but 2xx, or not at all. */
	readonly refused: number;
}

/**
 * Posts to an address over a few connections that are kept open, each as fast as it is answered.
 *
 * @param shot makes the request with this number.
 */
export async function drive(
	url: string,
	{ connections, seconds }: { connections: number; seconds: number },
	shot: (number: number) => Shot,
): Promise<Round> {
	const agent = new Agent({ keepAlive: true, maxSockets: connections });
	const times: number[] = [];
	let refused = 0;
	let number = 0;
	const began = performance.now();
	const ends = began + seconds * 1000;
	const one = async (): Promise<void> => {
		while (performance.now() < ends) {
			const { headers, body } = shot(number++);
			const sent = performance.now();
			const status = await post(url, agent, headers, body);
			if (status >= 200 && status < 300) times.push(performance.now() - sent);
			else refused += 1;
		}
	};
	await Promise.all(Array.from({ length: connections }, one));
	const took = (performance.now() - began) / 1000;
	agent.destroy();
	return { times, seconds: took, refused };
}

/** 0 where nobody answers. */
async function post(url: string, agent: Agent, headers: Shot['headers'], body: string): Promise<number> {
	return await new Promise((resolve) => {
		const length = Buffer.byteLength(body);
		const options = { method: 'POST', agent, headers: { ...headers, 'content-length': length } };
		const asked = request(url, options, (response) => {
			response.resume();
			response.once('end', () => resolve(response.statusCode ?? 0));
			response.once('error', () => resolve(0));
		});
		asked.once('error', () => resolve(0));
		asked.end(body);
	});
}

/** The value below which this share of them lies. */
export function percentile(times: readonly number[], share: number): number {
	const sorted = [...times].sort((one, other) => one - other);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
