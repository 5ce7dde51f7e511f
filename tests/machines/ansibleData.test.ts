import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../core/ansible';
import {
	createAnsibleScene,
	ended,
	lackingForAnsible,
	type AnsibleScene,
	type AnsibleVersion,
} from '../support/ansibleScene';
import { requestOf } from '../support/runRequests';
import { lackingDebian13 } from '../support/debian13';
import { describeWith } from '../support/requirement';

const versions: ReadonlyArray<readonly [AnsibleVersion, string, () => string | undefined]> = [
	['own', 'this machine’s Ansible', () => undefined],
	['debian13', 'the Ansible of Debian 13', lackingDebian13],
];

/** What each of them would do if anything read it as more than data: it makes this file. */
const attacks = (canary: string) => [
	`{{ lookup('pipe', 'touch ${canary}') }}`,
	`{% set x = lookup('pipe', 'touch ${canary}') %}`,
	`{{ query('pipe', 'touch ${canary}') }}`,
	`$(touch ${canary})`,
	`\`touch ${canary}\``,
	`; touch ${canary}`,
	`\n- hosts: all\n  tasks: [{command: touch ${canary}}]\n`,
	`' || touch ${canary} || '`,
	`" && touch ${canary} && "`,
	`!!python/object/apply:os.system ["touch ${canary}"]`,
	`!unsafe x`,
	'{# a comment #}',
	'{{',
	'%}',
	'--version,',
	'-l @/etc/passwd',
	'@/etc/passwd',
	'\\',
	'\u2028\u2029\u0085\ufeff',
	'é\u0301 日本語 🙂 \u{10ffff}',
	'\t \r\n',
	'\u0001\u001b[31m\u007f',
	'yes',
	'0777',
	'1e3',
	'null',
	'~',
	'',
	' ',
];

/** 500 texts: the known ways to break out, and mixtures of what they are made of. */
function texts(canary: string): string[] {
	const pieces = fc.constantFrom(
		'{{',
		'}}',
		'{%',
		'%}',
		'$(',
		')',
		'`',
		"'",
		'"',
		'\n',
		';',
		'|',
		'&',
		'@',
		'-',
		'\\',
		'#',
		':',
		'!',
		'%',
		'é',
		'🙂',
		'a',
		' ',
		`touch ${canary}`,
	);
	const mixture = fc.array(pieces, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
	const free = fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.replaceAll('\0', ''));
	const known = attacks(canary);
	return [...known, ...fc.sample(fc.oneof(mixture, free), 500 - known.length)];
}

describe.each(versions)('data with %s', (version, name, lacking) => {
	describeWith(`data with ${name}`, lackingForAnsible() ?? lacking(), () => {
		let scene: AnsibleScene;
		beforeAll(async () => {
			scene = await createAnsibleScene(version, 2);
		}, 300_000);
		afterAll(async () => {
			await scene.close();
		});

		test('500 texts arrive byte for byte as variables, secrets and host variables, and nothing else runs', async () => {
			const canary = join(scene.folder, 'canary');
			const all = texts(canary);
			// A shorter text is refused as a secret.
			const hidden = all.filter((text) => text.trim() === '' || text.trim().length >= 4).slice(0, 100);
			scene.write(
				'site.yml',
				`- hosts: all
  gather_facts: false
  tasks:
    - name: take down
      no_log: true
      ansible.builtin.copy:
        content: "{{ {'plain': plain, 'nested': nested, 'hidden': hidden, 'ofHost': of_host, 'ofGroup': of_group} | to_json }}"
        dest: "${scene.folder}/taken.json"
`,
			);
			const nested = Object.fromEntries(
				all.slice(0, 60).map((text, index) => [`${index} ${text.slice(0, 20)}`, { list: [text, 1, null, true] }]),
			);
			const { server } = scene;
			const outcome = await scene.run({
				runId: 'data',
				inventory: {
					kind: 'inline',
					inventory: {
						hosts: {
							'web-1': {
								ansible_host: '127.0.0.1',
								ansible_port: server.port,
								ansible_user: server.username,
								of_host: all,
							},
						},
						groups: { shop: { hosts: ['web-1'], variables: { of_group: all } } },
					},
				},
				limit: { kind: 'names', names: ['web-1'] },
				variables: { plain: all, nested: nested as Json },
				secretVariables: { hidden },
			});
			expect(outcome.explanation).toMatch(/^Ran on 1 of 1/);
			const taken = JSON.parse(readFileSync(join(scene.folder, 'taken.json'), 'utf8')) as Record<string, unknown>;
			expect(taken.plain).toEqual(all);
			expect(taken.nested).toEqual(nested);
			expect(taken.hidden).toEqual(hidden);
			expect(taken.ofHost).toEqual(all);
			expect(taken.ofGroup).toEqual(all);
			expect(existsSync(canary)).toBe(false);
		});

		test('the arguments of a module are data too', async () => {
			const canary = join(scene.folder, 'canary-module');
			const content = attacks(canary).join('\n');
			const outcome = await scene.run({
				runId: 'module',
				limit: { kind: 'names', names: ['h1'] },
				work: {
					kind: 'module',
					module: 'ansible.builtin.copy',
					arguments: { content, dest: `${scene.folder}/by-module` },
				},
			});
			expect(outcome).toMatchObject({ verdict: 'ok', hosts: [{ host: 'h1', status: 'changed' }] });
			expect(readFileSync(join(scene.folder, 'by-module'), 'utf8')).toBe(content);
			expect(existsSync(canary)).toBe(false);
		});

		test('a template is one where that is asked for', async () => {
			scene.write(
				'template.yml',
				'- hosts: h1\n  gather_facts: false\n  tasks:\n    - ansible.builtin.set_stats: { data: { a: "{{ one }}", b: "{{ two }}" } }\n',
			);
			const outcome = await scene.run({
				runId: 'template',
				work: { kind: 'playbook', playbook: 'template.yml' },
				variables: { one: '{{ 1 + 1 }}', two: '{{ 1 + 1 }}' },
				templates: ['one'],
			});
			// A number with newer versions, and a text with older ones.
			expect(['2', 2]).toContain(outcome.stats.a);
			expect(outcome.stats.b).toBe('{{ 1 + 1 }}');
		});

		test('secrets are in no list of processes, no file afterwards, no log and no result', async () => {
			const mark = randomBytes(6).toString('hex');
			const words = { word: `first "${mark}-one"`, deep: { key: [`${mark}-two`] } };
			const vaultPassword = `${mark}-vault`;
			const sealed = seal(scene, vaultPassword, 'opened-by-vault');
			scene.write(
				'secret.yml',
				`- hosts: h1
  gather_facts: false
  vars:
    sealed: ${sealed.replaceAll('\n', '\n    ')}
  tasks:
    - name: say {{ word }}
      ansible.builtin.debug: { msg: "{{ word }} {{ deep }}" }
    - name: wait
      ansible.builtin.command: sleep 0.5
    - name: fail with it
      ansible.builtin.fail: { msg: "no {{ word }}, {{ sealed }}" }
`,
			);
			const request = requestOf({
				runId: 'secret',
				work: { kind: 'playbook', playbook: 'secret.yml' },
				limit: { kind: 'names', names: ['h1'] },
				secretVariables: words,
				vaultPassword,
			});
			// Arguments of everybody; environments of the run only, and never more of them than whether the mark is there.
			const [showing, running] = [new Set<string>(), new Set<string>()];
			const watch = setInterval(() => {
				for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== String(process.pid))) {
					if (partOf(pid, 'cmdline').includes(`${mark}-`)) showing.add('arguments');
					const environment = partOf(pid, 'environ');
					if (!environment.split('\0').includes('LC_N8N_JOB=secret')) continue;
					running.add('running');
					if (environment.includes(`${mark}-`)) showing.add('environment');
				}
			}, 100);
			await scene.runner.start(request);
			const { outcome, log, looks } = await ended(scene.open(), 'secret', false, []);
			clearInterval(watch);
			expect(outcome.explanation).toContain('opened-by-vault');
			expect(outcome.explanation).toContain('[redacted]');
			expect(running.size).toBe(1);
			expect([...showing]).toEqual([]);
			const job = join(scene.settings.jobsDirectory, 'jobs', 'secret');
			const kept = execFileSync('sh', ['-c', 'grep -rlF -- "$0" "$1" || true', `${mark}-`, job], { encoding: 'utf8' });
			expect(kept).toBe('');
			expect(JSON.stringify(looks)).not.toContain(`${mark}-`);
			expect(log).toContain('[redacted]');
			expect(readdirSync(join(scene.settings.jobsDirectory, 'jobs', 'secret'))).not.toContain('secrets');
		});

		test('the inventory is listed as data, and what the vault holds stays closed', async () => {
			const sealed = seal(scene, 'pw', 'closed-word').replaceAll('\n', '\n  ');
			scene.write('host_vars/h1.yml', `port_of_shop: 8080\ntags_of_shop: [a, 1]\npassword_of_shop: ${sealed}\n`);
			const inventory = await scene.runner.inventory({ kind: 'default' }, '');
			expect(Object.keys(inventory.hosts)).toEqual(['h1', 'h2']);
			expect(inventory.hosts.h1).toEqual({
				port_of_shop: 8080,
				tags_of_shop: ['a', 1],
				password_of_shop: '(closed: in the vault)',
			});
			expect(inventory.groups.web).toMatchObject({ hosts: ['h1', 'h2'], variables: { ansible_host: '127.0.0.1' } });
			const one = await scene.runner.inventory({ kind: 'default' }, '', { kind: 'names', names: ['h2'] });
			expect(Object.keys(one.hosts)).toEqual(['h2']);
		});
	});
});

/** A value that is sealed by the vault of this machine's Ansible, as YAML. */
function seal(scene: AnsibleScene, password: string, text: string): string {
	mkdirSync(join(scene.folder, 'vault'), { recursive: true });
	writeFileSync(join(scene.folder, 'vault', 'password'), password);
	return execFileSync(
		'ansible-vault',
		['encrypt_string', '--vault-password-file', join(scene.folder, 'vault', 'password'), text],
		{
			encoding: 'utf8',
			env: { ...process.env, LC_ALL: 'C.UTF-8' },
		},
	).trim();
}

/** Of a process; empty when it is gone, or not ours to read. */
function partOf(pid: string, part: 'cmdline' | 'environ'): string {
	try {
		return readFileSync(`/proc/${pid}/${part}`, 'utf8');
	} catch {
		return '';
	}
}
