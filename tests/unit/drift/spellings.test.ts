import fc from 'fast-check';
import { describeDrift, renderMessage } from '../../../core/messages';
import { accountOf, cap, compare, packages, serverId, serviceNamed } from './scene';

/*
 * A panel tells a domain as it was typed there: in Unicode, in capitals, with www. That is the account of the service.
 */
const site = 'xn--caf-lyon-d1a.example';

test('an account under another spelling is the account of its service', () => {
	fc.assert(
		fc.property(
			fc.constantFrom('', 'www.', 'WWW.'),
			fc.constantFrom(site, site.toUpperCase(), 'café-lyon.example', 'CAFÉ-Lyon.example'),
			fc.constantFrom('', '.'),
			fc.constantFrom(site, `www.${site}`),
			(www, domain, dot, billed) => {
				const service = { ...serviceNamed('cafe'), domain: billed };
				const account = { ...accountOf(service), domain: `${www}${domain}${dot}` };
				const sides = { serverId, packages, complete: true, cap };
				expect(compare({ ...sides, services: [service], accounts: [account] })).toEqual([]);
				// And another site is another one.
				const other = { ...account, domain: 'lyon.example', username: 'another' };
				const found = compare({ ...sides, services: [service], accounts: [other] });
				expect(found.map(({ kind }) => kind).sort()).toEqual(['active_but_missing', 'orphan_account']);
			},
		),
	);
});

test('mails and reports show the domain in Unicode', () => {
	const mail = renderMessage({
		template: 'serviceReactivated',
		language: 'en',
		data: { domain: site, accountUrl: 'https://web1.hosting.example:2083/' },
	});
	expect(mail.subject).toBe('Your hosting for café-lyon.example is active again');
	expect(mail.text + mail.html).not.toContain('xn--');

	const finding = {
		kind: 'active_but_missing',
		billing: {},
		panel: { present: false, instead: site },
		fix: null,
	} as const;
	expect(describeDrift('en', finding).panelSays).toContain('café-lyon.example');
});
