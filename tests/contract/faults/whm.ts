import type { Answer, PanelFaults } from './rows';

export const refusedWith = (reason: string, data: object | null = null): Answer => ({
	body: { metadata: { version: 1, command: 'x', result: 0, reason }, data },
});

export const whmFaults: PanelFaults = {
	changes: [
		{
			request: '^createacct',
			answers: [
				['the log-in page', { body: '<html><form action="/login/"><input name="user"></form>' }, 'auth'],
				['some other page', { body: '<html><h1>We will be back</h1></html>' }, 'unknown'],
				['half an answer', { body: '{"metadata":{"ver' }, 'unknown'],
				['an answer of another shape', { body: { result: [{ status: 1 }] } }, 'unknown'],
				['data of another shape', { body: { metadata: { result: 1, reason: 'OK' }, data: { ipv9: 1 } } }, 'unknown'],
				['401', { status: 401 }, 'auth'],
				['403 without a reason', { status: 403, body: 'Forbidden' }, 'auth'],
				[
					'403 for a right',
					{ ...refusedWith('You do not have permission to create accounts.'), status: 403 },
					'permission',
				],
				['404', { status: 404, body: '<html>Not Found</html>' }, 'invalid'],
				['a redirect', { status: 301, headers: { location: 'https://elsewhere.example' } }, 'invalid'],
				['429', { status: 429 }, 'busy'],
				['500', { status: 500, body: 'Internal Server Error' }, 'transport'],
				['503', { status: 503 }, 'transport'],
			],
		},
	],
	load: '^systemloadavg',
	wrongLogIns: [{ logIn: { username: 'root', token: 'CANARY-wrong' }, said: /^Access denied$/ }],
	passwords: [
		['createAccount', '.', refusedWith],
		['changePassword', '.', refusedWith],
		['createMailbox', '.', refusedWith],
		['changeMailboxPassword', '.', refusedWith],
	],
	zoneWrites: { request: /^mass_edit_dns_zone/, edit: [/^mass_edit_dns_zone$/] },
	knowsSerial: true,
	timesNameServers: true,
};
