import { InputError } from '../../../core/kernel/errors';
import { openPanel, panelKinds } from '../../../core/panels';

const login = { username: 'root', token: 'canary-token-1' };

describe.each(panelKinds)('%s', (kind) => {
	test.each([
		'http://panel.example:2087',
		'HTTP://panel.example',
		'http://10.0.0.5:2222',
		'http://127.0.0.1.panel.example',
		'http://localhost.panel.example',
		'ftp://panel.example',
		'https://root:x@panel.example',
		'panel.example:2087',
	])('%s is not opened: it would give the log-in away, or is no address', (baseUrl) => {
		expect(() => openPanel(kind, { ...login, baseUrl })).toThrow(InputError);
	});

	test.each([
		'https://panel.example:2087',
		'https://192.0.2.7:8443/',
		'https://[2001:db8::7]:2222',
		'http://127.0.0.1:3000',
		'http://localhost:3000',
		'http://[::1]:3000',
	])('%s is opened', (baseUrl) => {
		expect(openPanel(kind, { ...login, baseUrl }).kind).toBe(kind);
	});
});

test('who writes http by mistake is told what to do instead, and the token stays here', () => {
	const open = () => openPanel('whm', { ...login, baseUrl: 'http://panel.example:2087' });
	expect(open).toThrow("'baseUrl' begins with http: everybody on the way could read the log-in");
	expect(open).toThrow(expect.objectContaining({ remedy: expect.stringMatching(/^Write it with https.*pin it/) }));
});
