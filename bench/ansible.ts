import { execFileSync } from 'node:child_process';
import type { SshHost } from '../core/ssh';
import { createAnsibleScene, ended, type AnsibleScene } from '../tests/support/ansibleScene';
import { requestOf } from '../tests/support/runRequests';
import { print } from './support/print';

/**
 * A run by the runner, from its start to its outcome, beside the same play by `ansible-playbook` alone over the same
 * connection: in pairs, so that what else the machine does meets both. Connections to the targets are warm.
 */
const rounds = 7;
const hostCounts = [1, 5, 20];

async function main(): Promise<void> {
	const scene = await createAnsibleScene('own', Math.max(...hostCounts));
	scene.write('site.yml', '- hosts: web\n  gather_facts: false\n  tasks:\n    - ansible.builtin.ping:\n');
	try {
		for (const hosts of hostCounts) {
			const names = Array.from({ length: hosts }, (_, index) => `h${index + 1}`);
			await raw(scene, names);
			const pairs: Array<readonly [number, number]> = [];
			for (let round = 0; round < rounds; round++) {
				const peer = await timed(async () => await raw(scene, names));
				const ours = await timed(async () => await byRunner(scene, names, `${hosts}-${round}`));
				pairs.push([ours, peer]);
			}
			const value = median(pairs.map(([ours]) => ours));
			const peer = median(pairs.map(([, other]) => other));
			const overhead = median(pairs.map(([ours, other]) => ours - other));
			print('ansible', {
				figure: 'run_ms',
				value,
				peer,
				peerName: 'ansible_playbook',
				overhead,
				ratio: value / peer,
				hosts,
			});
		}
	} finally {
		await scene.close();
	}
}

async function byRunner(scene: AnsibleScene, names: readonly string[], id: string): Promise<void> {
	const runId = `bench-${id}`;
	await scene.runner.start(requestOf({ runId, limit: { kind: 'names', names }, forks: 20 }));
	const { outcome } = await ended(scene.runner, runId);
	if (outcome.verdict !== 'ok') throw new RangeError(outcome.explanation);
}

let connection: SshHost | undefined;

async function raw(scene: AnsibleScene, names: readonly string[]): Promise<void> {
	const host = (connection ??= scene.connect());
	const words = ['ansible-playbook', '-i', 'inventory.yml', `--limit=${names.join(',')}`, '--forks=20', 'site.yml'];
	await host.run({
		argv: ['env', '-C', scene.project, 'ANSIBLE_PIPELINING=1', 'LANG=C.UTF-8', ...words],
		timeoutMs: 120_000,
	});
}

async function timed(run: () => Promise<void>): Promise<number> {
	const began = performance.now();
	await run();
	return performance.now() - began;
}

function median(times: readonly number[]): number {
	const sorted = [...times].sort((one, other) => one - other);
	return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

execFileSync('ansible-playbook', ['--version'], { stdio: 'ignore' });
main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
