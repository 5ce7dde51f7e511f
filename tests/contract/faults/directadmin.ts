import type { DirectAdminState } from '../../../stack/standins/directadmin/state';
import type { Answer, PanelFaults } from './rows';

export const refusedWith = (error: string, result = ''): Answer => ({ body: { error, result } });
export const page = (title: string): Answer => ({
	headers: { 'content-type': 'text/html' },
	body: `<html><h1>${title}</h1></html>`,
});
const badRequest = (message: string): Answer => ({ status: 400, body: { type: 'BAD_REQUEST', message } });

export const directAdminFaults: PanelFaults = {
	changes: [
		{
			request: '^CMD_API_ACCOUNT_USER create$',
			answers: [
				['the log-in page', page('DirectAdmin Login'), 'auth'],
				[
					'the log-in page of the newer skin',
					{ body: '<!DOCTYPE html><html><title>DirectAdmin</title></html>' },
					'auth',
				],
				['a redirect to the log-in page', { status: 302, headers: { location: '/CMD_LOGIN' } }, 'auth'],
				['a redirect to the start page', { status: 301, headers: { location: '/' } }, 'auth'],
				['some other page', page('We will be back'), 'unknown'],
				[
					'a call for https',
					{ body: '<html>use https<script>location.protocol = "https:"</script></html>' },
					'invalid',
				],
				['half an answer', { body: '{"error":"Cann' }, 'unknown'],
				['half an url-encoded answer', { body: 'err' }, 'unknown'],
				['401', { status: 401, body: 'Unauthorized' }, 'auth'],
				['403', { status: 403, body: '' }, 'permission'],
				['403 in the words of another language', { ...refusedWith('Geen toegang'), status: 403 }, 'permission'],
				['404', { status: 404, body: '<html>Not Found</html>' }, 'invalid'],
				['a redirect', { status: 301, headers: { location: 'https://elsewhere.example/x' } }, 'invalid'],
				['429', { status: 429 }, 'busy'],
				['500', { status: 500, body: 'Internal Server Error' }, 'transport'],
				['503', { status: 503 }, 'transport'],
			],
		},
	],
	load: 'system-info/load',
	wrongLogIns: [
		{ logIn: { username: 'admin', token: 'CANARY-wrong' }, said: /log-in|^DirectAdmin answered UNAUTHORIZED$/ },
	],
	showLogInPage: (state) => {
		(state as DirectAdminState).quirks.loginPage = true;
	},
	passwords: [
		['createAccount', 'ACCOUNT_USER', refusedWith],
		['changePassword', 'USER_PASSWD', refusedWith],
		['createMailbox', 'POP create', refusedWith],
		['changeMailboxPassword', 'POP modify', refusedWith],
		['createDatabase', 'create-db-with-user', badRequest],
	],
	zoneWrites: {
		request: /^CMD_API_DNS_CONTROL \w/,
		edit: [/^CMD_API_DNS_CONTROL add$/, /^CMD_API_DNS_CONTROL select$/],
	},
	knowsSerial: false,
	timesNameServers: false,
};
