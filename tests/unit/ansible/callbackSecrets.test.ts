import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Loads the plugin without Ansible, and writes each text of the input with the secret taken out. */
const program = `
import importlib.util, json, os, sys, types
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
        self._secrets = plugin.secret_texts()
print(json.dumps([Callback()._shown(text) for text in json.load(sys.stdin)]))
`;

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
			const told = execFileSync('python3', ['-c', program, plugin], {
				input: JSON.stringify(written),
				encoding: 'utf8',
				env: { ...process.env, MSP_SECRETS: held, PYTHONDONTWRITEBYTECODE: '1' },
			});
			expect(JSON.parse(told)).toEqual(written.map(() => 'before [redacted] after'));
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});
