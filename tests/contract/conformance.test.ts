import crypto, { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { openPanel, panelKinds, panelMethods, type PanelKind } from '../../core/panels';
import { accountCases } from '../support/conformance/accountCases';
import { adapterCases } from '../support/conformance/adapterCases';
import { contentCases } from '../support/conformance/contentCases';
import { faultCases, type FaultCase } from '../support/conformance/faultCases';
import { interleavings, lived } from '../support/conformance/interleavings';
import { chosenPassword, domain, failureOf, otherPassword, told, wish } from '../support/conformance/scene';
import { expiredCertificate, localhostCertificate, renewedCertificate } from '../support/localhostCertificate';
import { type PanelScene } from '../support/panelScene';
import { panelScenes } from '../support/panelScenes';
import { openTlsFront } from '../support/tlsFront';
import { tries } from '../support/tries';

const cases = [...accountCases, ...contentCases, ...adapterCases];
/** What came of each case on each panel. */
const outcomes = new Map<string, Record<string, unknown>>();

let scene: PanelScene;
const withScene = (kind: PanelKind) => {
	beforeEach(async () => {
		scene = await panelScenes[kind]();
	});
	afterEach(async () => {
		const complaints = secretsInAddresses(scene);
		await scene.close();
		expect(complaints).toEqual([]);
	});
};

describe.each(panelKinds)('%s', (kind) => {
	withScene(kind);

	test.each(cases)('$name', async ({ name, expected, play }) => {
		const outcome = await play(scene);
		outcomes.set(kind, { ...outcomes.get(kind), [name]: outcome });
		expect(outcome).toEqual(expected);
	});
});

test.each(panelKinds)('all that came of it on %s is what came of it on whm', (kind) => {
	expect(outcomes.get(kind)).toEqual(outcomes.get('whm'));
	expect(Object.keys(outcomes.get(kind) ?? {})).toHaveLength(cases.length);
});

describe.each(panelKinds)('%s, when an answer is lost', (kind) => {
	withScene(kind);

	describe.each(faultCases)('$method', ({ method, play }) => {
		let meant: Awaited<ReturnType<typeof play>> | undefined;

		test.each([
			['before it was carried out', { kind: 'drop_before' }],
			['after it was carried out', { kind: 'drop_after' }],
			['twice before', { kind: 'drop_before', times: 2 }],
			['twice after', { kind: 'drop_after', times: 2 }],
			['for a page that says to come back later', { kind: 'answer', status: 503, body: '<html>later</html>' }],
		] as const)('%s', async (_, fault) => {
			meant ??= await undisturbed(kind, play);
			const became = await play(scene, () => scene.server.addFault({ path: scene.changes[method], ...fault }));
			expect(became).toEqual(meant);
			expect(meant.outcome).toBe('ok');
			expect(scene.server.requests().filter((request) => request.fault)).not.toEqual([]);
		});
	});
});

test.each(panelKinds)('on %s any lives of accounts end as if no answer had been lost', async (kind) => {
	await fc.assert(
		fc.asyncProperty(interleavings, async (life) => {
			const [disturbed, calm] = [await panelScenes[kind](), await panelScenes[kind]()];
			try {
				const became = await lived(disturbed, life, false);
				expect(became.outcomes).not.toContain(undefined);
				expect(became).toEqual(await lived(calm, life, true));
			} finally {
				await disturbed.close();
				await calm.close();
			}
		}),
		{ numRuns: tries(20, 120) },
	);
});

describe.each(panelKinds)('%s', (kind) => {
	withScene(kind);

	test('the panel has every method, and no other', () => {
		expect(Object.keys(scene.panel).sort()).toEqual(['kind', ...panelMethods].sort());
	});

	test('a wrong token is told as such, by every look and every change', async () => {
		const { username } = await scene.panel.createAccount({ ...wish, username: 'acme1234', password: chosenPassword });
		const panel = openPanel(kind, { ...scene.login, token: 'wrong-token-1' });
		const calls = [
			() => panel.testConnection(),
			() => panel.findAccount({ domain }),
			() => panel.listPackages(),
			() => panel.createAccount({ ...wish, domain: 'b.example', username: 'bcme1234', password: chosenPassword }),
			() => panel.terminateAccount({ username, domain }),
			() =>
				panel.createMailbox(
					{ username, domain },
					{ address: `a@${domain}`, password: chosenPassword, quotaMegabytes: 1 },
				),
		];
		for (const call of calls) {
			const error = await failureOf(call());
			expect(error).toMatchObject({ errorClass: 'auth', remedy: expect.stringMatching(/.{20,}/) });
			expect(`${error?.vendorMessage ?? ''} ${error?.remedy ?? ''}`).not.toContain('wrong-token-1');
		}
		expect(scene.accounts()).toHaveLength(1);
	});

	test('a server that is not there is told as such', async () => {
		const elsewhere = await panelScenes[kind]();
		await elsewhere.close();
		const panel = openPanel(kind, elsewhere.login);
		expect(await failureOf(panel.suspendAccount({ username: 'acme1234', domain }, 'overdue'))).toMatchObject({
			errorClass: 'transport',
			remedy: expect.stringMatching(/.{20,}/),
		});
	});

	test.each([
		['no one vouches for', localhostCertificate, {}, 'invalid'],
		['its authority vouches for', localhostCertificate, { certificateAuthority: localhostCertificate.cert }, 'ok'],
		['is the pinned one', localhostCertificate, { certificateFingerprint: fingerprint(localhostCertificate) }, 'ok'],
		[
			'is not the pinned one',
			localhostCertificate,
			{ certificateFingerprint: fingerprint(renewedCertificate) },
			'invalid',
		],
		['has expired', expiredCertificate, { certificateAuthority: expiredCertificate.cert }, 'invalid'],
	])('a server whose certificate %s', async (_, certificate, trust, outcome) => {
		const front = await openTlsFront(certificate, scene.server.url);
		try {
			const panel = openPanel(kind, { ...scene.login, baseUrl: front.baseUrl, ...trust });
			const wanted = { ...wish, username: 'acme1234', password: chosenPassword };
			expect(await told(panel.testConnection())).toBe(outcome);
			expect(await told(panel.createAccount(wanted))).toBe(outcome);
			expect(scene.accounts()).toHaveLength(outcome === 'ok' ? 1 : 0);
			expect(scene.server.requests().length > 0).toBe(outcome === 'ok');
		} finally {
			await front.close();
		}
	});

	test('a user name that is taken is drawn again', async () => {
		const random = jest.spyOn(crypto, 'randomInt');
		let drawn = 0;
		const always = (turns: number) => {
			drawn = 0;
			random.mockImplementation(((...bounds: number[]) => {
				const [low = 0, high = low] = bounds.length > 1 ? bounds : [0, ...bounds];
				return drawn++ < turns ? low : low + Math.floor(Math.random() * (high - low));
			}) as typeof crypto.randomInt);
		};
		try {
			always(Infinity);
			const first = await scene.panel.chooseUsername(domain);
			const turns = drawn;
			expect(turns).toBeGreaterThan(0);
			await scene.panel.createAccount({ ...wish, domain: 'first.example', username: first, password: chosenPassword });
			always(2 * turns);
			const second = await scene.panel.chooseUsername(domain);
			expect(drawn).toBeGreaterThan(2 * turns);
			await scene.panel.createAccount({ ...wish, username: second, password: chosenPassword });
			expect(scene.accounts()).toHaveLength(2);
		} finally {
			random.mockRestore();
		}
	});

	test('any generated password is long, mixed, and needs no quoting anywhere', () => {
		const drawn = Array.from({ length: 400 }, () => scene.panel.generatePassword());
		expect(new Set(drawn).size).toBe(drawn.length);
		for (const password of drawn) {
			expect(password).toMatch(/^[A-Za-z0-9]/);
			expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])(?=.*[^A-Za-z0-9])[!-~]{12,64}$/);
			expect(password).not.toMatch(/["'`\\<>&%+#$;:|()?*={}[\],/ ]/);
		}
	});

	test('a generated password meets the policy of the server, wherever it is used', async () => {
		const account = { username: 'acme1234', domain };
		await scene.panel.createAccount({ ...wish, ...account, password: scene.panel.generatePassword() });
		const names = await scene.panel.databaseNames(account, { name: 'shop', user: 'shop' });
		await scene.panel.createDatabase(account, { ...names, password: scene.panel.generatePassword() });
		const address = `info@${domain}`;
		await scene.panel.createMailbox(account, { address, password: scene.panel.generatePassword(), quotaMegabytes: 1 });
		for (let time = 0; time < 25; time++) {
			await scene.panel.changePassword(account, scene.panel.generatePassword());
			await scene.panel.changeMailboxPassword(account, address, scene.panel.generatePassword());
		}
	});

	test.each(['abc', '12345678'])('the weak password %s is refused, and nothing is made', async (password) => {
		expect(await failureOf(scene.panel.createAccount({ ...wish, username: 'acme1234', password }))).toMatchObject({
			errorClass: 'invalid',
		});
		expect(scene.accounts()).toEqual([]);
	});
});

/** What comes of it while nothing goes wrong. */
async function undisturbed(kind: PanelKind, play: FaultCase['play']) {
	const scene = await panelScenes[kind]();
	try {
		return await play(scene, () => undefined);
	} finally {
		await scene.close();
	}
}

function fingerprint({ cert }: { readonly cert: string }): string {
	return new X509Certificate(cert).fingerprint256;
}

/** Where an address, with its query, holds a password or the token in any spelling. */
function secretsInAddresses({ server, login, accounts }: PanelScene): string[] {
	const passwords = accounts().flatMap(({ password, otherPasswords }) => [password, ...Object.values(otherPasswords)]);
	const secrets = [...new Set([chosenPassword, otherPassword, login.token, ...passwords])].filter(
		(secret) => secret.length > 7,
	);
	const spellings = secrets.flatMap((secret) => [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '')]);
	return server.requests().flatMap(({ method, path }) => {
		const address = [path, decodeURIComponent(path.replaceAll('+', ' '))].join('\n');
		return spellings.some((spelling) => address.includes(spelling)) ? [`${method} ${path}`] : [];
	});
}
