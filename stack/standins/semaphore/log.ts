import { act, type PlayedResult, type PlayedTask } from '../shared';

const stars = '*'.repeat(60);
const colours = { ok: '0;32', changed: '0;33', skipping: '0;36', fatal: '0;31' } as const;

/**
 * What Ansible's default callback prints (ansible/plugins/callback/default.py), with the colours that Semaphore forces,
 * and the lines that Semaphore adds (services/tasks).
 */
export function logOf(
	id: number,
	{
		play,
		hosts,
		check,
	}: { readonly play: readonly PlayedTask[]; readonly hosts: readonly string[]; readonly check: boolean },
): { readonly lines: string[]; readonly well: boolean } {
	const lines = [
		`Task ${id} added to queue`,
		`Started: ${id}`,
		`Run TaskRunner with template: site`,
		`Preparing: ${id}`,
		'',
	];
	if (hosts.length === 0) {
		const words = 'ERROR! Specified inventory, host pattern and/or --limit leaves us with no hosts to target.';
		return { lines: [...lines, `\u001b[0;31m${words}\u001b[0m`], well: false };
	}
	lines.push(`PLAY [all] ${stars}`, '');
	const { steps, counts } = act(play, hosts);
	let task = '';
	for (const step of steps) {
		if (step.task !== task) {
			task = step.task;
			lines.push(`TASK [${task}] ${stars}`);
		}
		lines.push(...resultLines(step.host, step.result));
	}
	lines.push('', `PLAY RECAP ${stars}`);
	for (const [host, count] of counts) {
		const { ok, changed, dark, failures, skipped, rescued, ignored } = count;
		lines.push(
			`\u001b[0;33m${host}\u001b[0m                 : \u001b[0;32mok=${ok}   \u001b[0m \u001b[0;33mchanged=${changed}   \u001b[0m unreachable=${dark}    failed=${failures}    skipped=${skipped}    rescued=${rescued}    ignored=${ignored}   `,
		);
	}
	const well = [...counts.values()].every(({ dark, failures }) => dark + failures === 0);
	return { lines: [...lines, '', ...(check ? ['(check mode)'] : [])], well };
}

function resultLines(host: string, { kind, res = {} }: PlayedResult): string[] {
	const coloured = (what: keyof typeof colours, text: string) => `\u001b[${colours[what]}m${text}\u001b[0m`;
	const told =
		res._ansible_no_log === true
			? {
					censored: "the output has been hidden due to the fact that 'no_log: true' was specified for this result",
					changed: false,
				}
			: { changed: false, ...res };
	const { diff, results, ...shown } = told as Record<string, unknown> & {
		diff?: { before: string; after: string };
		results?: Array<Record<string, unknown>>;
	};
	switch (kind) {
		case 'ok':
			return [coloured('ok', `ok: [${host}]`)];
		case 'changed':
			return [
				...(diff
					? [
							'--- before',
							'+++ after',
							'@@ -1 +1 @@',
							coloured('fatal', `-${diff.before}`),
							coloured('ok', `+${diff.after}`),
							'',
						]
					: []),
				coloured('changed', `changed: [${host}]`),
			];
		case 'skipped':
			return [coloured('skipping', `skipping: [${host}]`)];
		case 'unreachable':
			return [
				coloured('fatal', `fatal: [${host}]: UNREACHABLE! => ${JSON.stringify({ ...shown, unreachable: true })}`),
			];
		default: {
			const items = (results ?? []).filter(({ failed }) => failed === true);
			const lines = items.map(({ item, ...rest }) =>
				coloured('fatal', `failed: [${host}] (item=${String(item)}) => ${JSON.stringify(rest)}`),
			);
			return [
				...(lines.length > 0 ? lines : [coloured('fatal', `fatal: [${host}]: FAILED! => ${JSON.stringify(shown)}`)]),
				...(kind === 'ignored' ? [coloured('skipping', '...ignoring')] : []),
			];
		}
	}
}
