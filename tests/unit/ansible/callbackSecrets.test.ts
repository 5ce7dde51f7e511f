import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { redact } from '../../../core/kernel/redaction';
import { describeWith } from '../../support/requirement';

const plugin = join(__dirname, '../../../core/ansible/controller/msp_events.py');
const lacking = (): string | undefined => {
	try {
		execFileSync('python3', ['--version'], { stdio: 'ignore' });
		return undefined;
	} catch {
		return 'there is no python3';
	}
};

/** Loads the plugin without Ansible. */
const load = `
import importlib.util, json, os, sys, textwrap, types
for name in ('ansible', 'ansible.context', 'ansible.plugins', 'ansible.plugins.callback', 'ansible.release'):
    sys.modules[name] = types.ModuleType(name)
sys.modules['ansible'].context = sys.modules['ansible.context']
sys.modules['ansible.plugins.callback'].CallbackBase = object
sys.modules['ansible.release'].__version__ = '2.19'
spec = importlib.util.spec_from_file_location('msp_events', sys.argv[1])
plugin = importlib.util.module_from_spec(spec)
spec.loader.exec_module(plugin)
class Callback(plugin.CallbackModule):
    def __init__(self):
        self._secrets = plugin.secrets_of_run()
given = json.load(sys.stdin)
`;

/** Writes each text of the input with the secret taken out. */
const show = `${load}
print(json.dumps([Callback()._shown(text) for text in given]))
`;

/** Writes each secret as Python itself does, broken as Ansible breaks its words, and that with the secret taken out. */
const breakAndShow = `${load}
def told(secret, width):
    forms = [secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]]
    forms += [other for form in forms[1:] for other in plugin.in_json(form)] + [secret.replace("'", "''")]
    of_python = [repr(secret)[1:-1], ascii(secret)[1:-1], repr([secret, "'"])[2:-7]]
    forms += of_python + [other for form in of_python for other in plugin.in_json(form)]
    callback = Callback()
    callback._secrets = [plugin.Secret(form) for form in plugin.forms_of(secret)]
    for form in forms:
        for deprecation in (False, True):
            text = '[WARNING]: The token ' + form + ' was refused'
            lines = textwrap.wrap(text, width, drop_whitespace=not deprecation)
            for end in ('\\n', '\\r\\n', '\\n    '):
                broken = end.join(lines)
                yield {'form': form, 'broken': broken, 'shown': callback._shown(broken)}
print(json.dumps([one for secret, width in given for one in told(secret, width)]))
`;

const run = (program: string, input: unknown, held: string): unknown =>
	JSON.parse(
		execFileSync('python3', ['-c', program, plugin], {
			input: JSON.stringify(input),
			encoding: 'utf8',
			maxBuffer: 1 << 28,
			env: { ...process.env, MSP_SECRETS: held, PYTHONDONTWRITEBYTECODE: '1' },
		}),
	);

describeWith('the callback on the controller', lacking(), () => {
	const secret = `it's "a\\b"\té\u00a0€😀`;
	const python = (text: string) =>
		JSON.stringify(text).replace(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

	test('takes a secret out in every form in which JSON, YAML and Python write it', () => {
		const folder = mkdtempSync(join(tmpdir(), 'msp-secrets-'));
		try {
			const held = join(folder, 'texts.json');
			writeFileSync(held, JSON.stringify([secret]));
			const written = [
				secret,
				JSON.stringify(secret).slice(1, -1),
				python(secret).slice(1, -1),
				JSON.stringify(JSON.stringify(secret)).slice(3, -3),
				python(python(secret)).slice(3, -3),
				// What PyYAML 6 writes.
				`it''s "a\\b"\té\u00a0€😀`,
				String.raw`it's \"a\\b\"\t\xE9\_\u20AC\U0001F600`,
				`it's \\"a\\\\b\\"\\té\u00a0€\\U0001F600`,
				`it\\'s "a\\\\b"\\té\\xa0€😀`,
			].map((text) => `before ${text} after`);
			expect(run(show, written, held)).toEqual(written.map(() => 'before [redacted] after'));
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	const secrets = fc
		.string({
			unit: fc.constantFrom(...Array.from('abcXYZ019-/:.+ "\'\\\t\n\u001b\u00a0é€😀\u2028')),
			minLength: 4,
			maxLength: 120,
		})
		.filter((text) => dense(text).length >= 4);

	test('leaves nothing of a secret that Ansible broke anywhere, here and in what is read of it', () => {
		const given = fc.sample(fc.tuple(secrets, fc.integer({ min: 1, max: 100 })), { numRuns: 40, seed: Date.now() });
		const told = run(breakAndShow, given, '') as Array<Record<'form' | 'broken' | 'shown', string>>;
		const perSecret = told.length / given.length;
		const held = given.map(([secret]) => [secret]);
		const left = told.filter(({ form, broken, shown }, index) => {
			const secret = held[Math.floor(index / perSecret)] ?? [];
			const marked = dense('[WARNING]: The token [redacted] was refused');
			return !marked.includes(dense(form)) && [shown, redact(broken, secret)].some((text) => dense(text) !== marked);
		});
		expect(left.slice(0, 3)).toEqual([]);
	});

	test('leaves all other text as it is', () => {
		const folder = mkdtempSync(join(tmpdir(), 'msp-secrets-'));
		try {
			const held = join(folder, 'texts.json');
			writeFileSync(held, JSON.stringify(['4711-secret', '": "', 'it is  blank']));
			const texts = fc
				.sample(fc.string({ unit: 'binary' }), 300)
				.filter((text) => Buffer.from(text).toString() === text);
			const alike = ['4711- secret', '4711\t-secret', '":\n"', 'it isblank', '4711-\nsecre', ' \r\n\u2028'];
			expect(run(show, [...texts, ...alike], held)).toEqual([...texts, ...alike]);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});

const dense = (text: string) => text.replace(/\s+/g, '');
