import fc from 'fast-check';
import type { HostResult } from '../../../core/ansible';
import { reportOf, type AnsibleRun } from '../../../core/ansibleRuns';
import { outcomeOf } from '../../../core/ansibleRuns/outcome';
import { differences } from '../../../core/pages';
import { runMarkup, titleOf } from '../../../core/ansibleRuns/runMarkup';
import { languages } from '../../../core/kernel/languages';
import { renderMessage, writerOf } from '../../../core/messages';

const none = { ok: 0, changed: 0, unreachable: 0, failed: 0, skipped: 0, rescued: 0, ignored: 0 };

function hostNamed(host: string, more: Partial<HostResult> = {}): HostResult {
	return {
		...{ host, status: 'ok', counts: { ...none, ok: 3 } },
		...{ failedTasks: [], rescuedTasks: [], ignoredTasks: [], changes: [], stats: {}, detached: [] },
		...more,
	};
}

function runNamed(more: Partial<AnsibleRun> = {}): AnsibleRun {
	return {
		runId: 'run-1',
		baseRunId: 'run-1',
		attempt: 1,
		runnerKind: 'controller',
		runnerName: 'deploy@office.example.com:22',
		reference: 'run-1',
		work: { kind: 'playbook', playbook: 'site.yml' },
		project: 'servers',
		inventory: { kind: 'default' },
		askedLimit: { kind: 'names', names: ['web'] },
		tags: ['users'],
		skipTags: [],
		variables: { site: 'example.com' },
		secretNames: ['site_password'],
		options: { become: true, vault: true },
		check: true,
		fingerprint: {},
		sealedKey: 'sealed',
		sealedSecrets: null,
		commit: '4f0c6c9e3c1b',
		changesHash: 'a'.repeat(64),
		inventoryHash: 'b'.repeat(64),
		hosts: ['web1', 'web2'],
		startedBy: "n8n workflow 'Drift' execution 12",
		taskId: null,
		stepName: null,
		approvalId: null,
		status: 'ended',
		verdict: 'ok',
		explanation: '',
		exitCode: 0,
		stats: {},
		warnings: [],
		notReported: [],
		leftovers: [],
		logTail: 'PLAY RECAP',
		reported: true,
		startedAt: new Date('2026-03-01T04:30:00Z'),
		endedAt: new Date('2026-03-01T04:31:01Z'),
		seconds: 61,
		createdAt: new Date('2026-03-01T04:30:00Z'),
		...more,
	};
}

const english = writerOf('en');
const pageOf = (run: AnsibleRun, hosts: readonly HostResult[] = []) =>
	runMarkup(english, { run, hosts, approval: undefined }).source;

test('shows what ran where, on whose word, with what, and for how long', () => {
	const page = pageOf(runNamed({ attempt: 2 }), [hostNamed('web1')]);
	for (const told of [
		'playbook site.yml',
		'deploy@office.example.com:22',
		'servers',
		'4f0c6c9e3c1b, with changes that are in no commit',
		'that of the project, bbbbbbbbbbbb',
		'web1, web2',
		'users',
		'example.com',
		'site_password',
		'as another user, with a vault password',
		'execution 12',
		'61 seconds',
		'PLAY RECAP',
		'went well',
	])
		expect(page).toContain(told);
});

test('a change that a task made in check mode is shown as done, and not as what would change', () => {
	const changes = [
		{ task: 'Write the file', done: false, before: 'a\nold\nz', after: 'a\nnew\nz' },
		{ task: 'Note the time', done: true, before: null, after: null },
	];
	const hosts = [hostNamed('web1', { status: 'changed', changes })];
	const checked = pageOf(runNamed(), hosts);
	const [done = '', would = ''] = [
		checked.split('Done, although it was a check')[1]?.split('<h3>')[0],
		checked.split('What would change')[1],
	];
	expect(done).toContain('Note the time');
	expect(done).not.toContain('Write the file');
	expect(would).toContain('Write the file');
	expect(would).toContain('<span> a</span><del>-old</del><ins>+new</ins><span> z</span>');
	expect(checked).toContain('web1 · would change');
	const run = pageOf(runNamed({ check: false }), hosts);
	expect(run).not.toContain('although it was a check');
	expect(run).toContain('web1 · changed');
});

test('shows the hosts with failures first, with the words of the tasks', () => {
	const failed = hostNamed('web2', {
		status: 'failed',
		failedTasks: [{ task: 'Install', message: 'No package <nginx>', item: 'nginx' }],
		ignoredTasks: [{ task: 'Ping', message: 'no answer', item: null }],
		detached: ['Start: 4711'],
	});
	const page = pageOf(runNamed({ verdict: 'failed', explanation: 'web2 failed', leftovers: ['web2: 99 sleep'] }), [
		hostNamed('web1'),
		failed,
	]);
	expect(page.indexOf('web2 · failed')).toBeLessThan(page.indexOf('web1 · ok'));
	for (const told of [
		'Install (item nginx)',
		'No package &lt;nginx&gt;',
		'no answer',
		'Start: 4711',
		'web2: 99 sleep',
		'web2 failed',
	])
		expect(page).toContain(told);
});

const nasty = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 30 }),
	fc.constantFrom(
		'<script>alert(1)</script>',
		`"><img src=x onerror=alert(1)>`,
		`' onmouseover='x`,
		'</pre><b>',
		'&amp;<',
		'{{ 1 }}',
	),
);

test('every text from outside is data on the page and in the mails', () => {
	const known =
		/<\/?(p|h2|h3|dl|dt|dd|ul|li|pre|span|del|ins|table|thead|tbody|tr|th|td|details|summary|strong)( (class="[a-z_ ]*"|open))*>/g;
	fc.assert(
		fc.property(nasty, fc.constantFrom(...languages), (text, language) => {
			const hosts = [
				hostNamed(`h${text}`, {
					status: 'failed',
					failedTasks: [{ task: text, message: text, item: text }],
					changes: [{ task: text, done: true, before: text, after: `${text}x` }],
					stats: { [text]: text },
					detached: [text],
				}),
			];
			const run = runNamed({
				...{ work: { kind: 'module', module: text, arguments: { [text]: text } }, project: text, runnerName: text },
				...{ commit: text, explanation: text, verdict: 'failed', logTail: text, startedBy: text, tags: [text] },
				...{
					variables: { [text]: text },
					secretNames: [text],
					warnings: [text],
					leftovers: [text],
					notReported: [text],
				},
				...{
					inventory: { kind: 'path', path: text },
					hosts: [text],
					stats: { text },
					askedLimit: { kind: 'pattern', pattern: text },
				},
			});
			const writer = writerOf(language);
			const paged = { run, hosts, approval: undefined };
			expect(runMarkup(writer, paged).source.replaceAll(known, '')).not.toMatch(/[<>]/);
			expect(typeof titleOf(writer, paged)).toBe('string');
			const report = reportOf(run, outcomeOf(run, hosts));
			for (const template of ['ansibleReport', 'ansibleApproval'] as const) {
				const link =
					template === 'ansibleApproval'
						? { approvalUrl: 'https://n8n.example/', approvalUntil: '2026-03-03T04:30:00Z' }
						: {};
				const { html } = renderMessage({ template, language, data: { runReport: report, ...link } });
				expect(html).not.toMatch(/<script|<img|onmouseover='x|<b>/);
			}
		}),
		{ numRuns: 500 },
	);
});

test('a thousand hosts with long differences make a page of a readable size', () => {
	const long = 'line\n'.repeat(1_500);
	const changes = Array.from({ length: 20 }, () => ({ task: 'Write', done: false, before: null, after: long }));
	const hosts = Array.from({ length: 1_000 }, (_, index) => hostNamed(`h${index}`, { status: 'changed', changes }));
	const page = pageOf(runNamed(), hosts);
	expect(page.length).toBeLessThan(4_000_000);
	expect(page).toContain('800 more hosts are not shown here');
	expect(page).toContain('The rest is left out here.');
	const report = reportOf(runNamed(), outcomeOf(runNamed(), hosts));
	const { html } = renderMessage({ template: 'ansibleReport', language: 'en', data: { runReport: report } });
	expect(html.length).toBeLessThan(100_000);
	expect(html).toContain('960 more hosts');
});

test('what is on both sides is told once, and a missing side is empty', () => {
	expect(differences(null, 'one\ntwo\n').source).toContain('<ins>+one</ins><ins>+two</ins>');
	expect(differences('one\n', null).source).toContain('<del>-one</del>');
	expect(differences('same', 'same').source).not.toMatch(/<ins>|<del>/);
	fc.assert(
		fc.property(fc.array(fc.constantFrom('a', 'b')), fc.array(fc.constantFrom('a', 'b')), (before, after) => {
			const { source } = differences(before.join('\n'), after.join('\n'));
			const count = (tag: string) => source.split(`<${tag}>`).length - 1;
			const lines = (texts: readonly string[]) =>
				texts.join('\n') === '' ? 0 : texts.join('\n').replace(/\n$/, '').split('\n').length;
			expect(count('ins') - count('del')).toBe(lines(after) - lines(before));
		}),
	);
});

test('the mail says it in the subject: all as described, different, or failed', () => {
	const subjectOf = (run: AnsibleRun, hosts: readonly HostResult[]) =>
		renderMessage({
			template: 'ansibleReport',
			language: 'en',
			data: { runReport: reportOf(run, outcomeOf(run, hosts)) },
		}).subject;
	const change = { task: 'x', done: false, before: null, after: null };
	expect(subjectOf(runNamed(), [hostNamed('a'), hostNamed('b')])).toBe(
		'The servers are as playbook site.yml describes them',
	);
	expect(subjectOf(runNamed(), [hostNamed('a', { status: 'changed', changes: [change] })])).toBe(
		'1 server differs from playbook site.yml',
	);
	expect(subjectOf(runNamed({ verdict: 'unreachable' }), [hostNamed('a', { status: 'unreachable' })])).toBe(
		'The check of playbook site.yml did not reach all hosts',
	);
});
