import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** What a process did while it was watched. */
export interface Watched {
	/** The most that it had, in megabytes. */
	readonly peakMb: number;
	/** The longest time that its health endpoint did not answer, in milliseconds. */
	readonly freezeMs: number;
	/** Processor time of all its threads. */
	readonly cpuSeconds: number;
}

const everyMs = 10;

/** Watches n8n until it is told to end: its memory and its health endpoint, each a hundred times a second. */
export function watchN8n(pid: number, url: string): { end(): Promise<Watched> } {
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const began = cpuSecondsOf(pid);
	const ended = new AbortController();
	let peakMb = memoryOf(pid);
	let freezeMs = 0;
	const sampling = setInterval(() => {
		peakMb = Math.max(peakMb, memoryOf(pid));
	}, everyMs);
	const probing = (async () => {
		while (!ended.signal.aborted) {
			const asked = performance.now();
			await answerOf(`${url}/healthz`, agent);
			freezeMs = Math.max(freezeMs, performance.now() - asked);
			await wait(everyMs);
		}
	})();
	return {
		end: async () => {
			ended.abort();
			clearInterval(sampling);
			await probing;
			agent.destroy();
			return { peakMb, freezeMs, cpuSeconds: cpuSecondsOf(pid) - began };
		},
	};
}

/** Resident memory, in megabytes; 0 when the process is gone. */
export function memoryOf(pid: number): number {
	return Number(/^VmRSS:\s+(\d+)/m.exec(fileOf(pid, 'status'))?.[1] ?? 0) / 1_024;
}

/** In ticks of a hundredth of a second, which Linux promises to programs everywhere. */
export function cpuSecondsOf(pid: number): number {
	const fields = fileOf(pid, 'stat')
		.replace(/^.*\) /s, '')
		.split(' ');
	return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
}

function fileOf(pid: number, name: string): string {
	try {
		return readFileSync(`/proc/${pid}/${name}`, 'utf8');
	} catch {
		return '';
	}
}

async function answerOf(url: string, agent: Agent): Promise<void> {
	await new Promise<void>((resolve) => {
		const asked = get(url, { agent }, (response) => {
			response.resume();
			response.once('close', resolve);
		});
		asked.once('error', () => resolve());
	});
}
