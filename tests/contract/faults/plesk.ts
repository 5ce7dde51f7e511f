import type { PleskState } from '../../../stack/standins/plesk/start';
import type { Answer, PanelFaults } from './rows';

const html = (body: string): Answer => ({
	headers: { 'content-type': 'text/html' },
	body: `<!DOCTYPE html><html>${body}`,
});
export const xml = (body: string): Answer => ({
	headers: { 'content-type': 'text/xml' },
	body: `<?xml version="1.0"?>${body}`,
});
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const status = (code: number, text: string) =>
	`<status>error</status><errcode>${code}</errcode><errtext>${escaped(text)}</errtext>`;
const refusal = (code: number, text = 'x') =>
	xml(`<packet><webspace><add><result>${status(code, text)}</result></add></webspace></packet>`);
const system = (code: number, text: string) => xml(`<packet><system>${status(code, text)}</system></packet>`);
const rest = (code: number, message: string): Answer => ({ body: { code, message } });

const logInPage = html('<input name="login_name"><input type="password">');

export const pleskFaults: PanelFaults = {
	changes: [
		{
			request: '^XML webspace.add$',
			answers: [
				['the log-in page with 200', logInPage, 'auth'],
				['some other page with 200', html('<h1>We will be back</h1>'), 'unknown'],
				['half an answer', xml('<packet><webspace><add><result><status>ok</sta'), 'unknown'],
				['JSON', { body: '{"code":0}' }, 'unknown'],
				['an answer to something else', xml('<packet><server><get/></server></packet>'), 'unknown'],
				['a result without a status', xml('<packet><webspace><add><result/></add></webspace></packet>'), 'unknown'],
				['no result', xml('<packet><webspace><add/></webspace></packet>'), 'unknown'],
				['an entity of its own', xml('<!DOCTYPE p [<!ENTITY a "b">]><packet>&a;</packet>'), 'unknown'],
				['401', { status: 401, body: '' }, 'auth'],
				['403', { status: 403, body: 'Forbidden' }, 'permission'],
				['404', { status: 404, body: 'Not Found' }, 'invalid'],
				['a redirect to the log-in page', { status: 303, headers: { location: '/login_up.php' } }, 'auth'],
				['429', { status: 429 }, 'busy'],
				['502', { status: 502, body: '<html>Bad Gateway</html>' }, 'transport'],
				['1001', system(1001, 'wrong password'), 'auth'],
				['11003', system(11_003, 'wrong key'), 'auth'],
				['1003', system(1003, 'Agent initialization failed'), 'unknown'],
				['1004', system(1004, 'Not set up'), 'permission', /first set-up/],
				['1006', system(1006, 'Access denied'), 'permission'],
				['1008', system(1008, 'Multiple access denied'), 'busy'],
				['1009', system(1009, 'Invalid Virtuozzo key'), 'limit', /licence/i],
				['1010', system(1010, 'Access to Plesk denied'), 'permission', /Restrict Administrative Access/],
				['1011', system(1011, 'Account disabled'), 'auth', /disabled/],
				['1012', system(1012, 'Locked login'), 'auth', /locked/i],
				['1017', system(1017, 'Feature not supported'), 'invalid'],
				['1029', system(1029, 'Unknown authentication method'), 'auth'],
				['1002', refusal(1002), 'exists'],
				['1007', refusal(1007), 'exists'],
				['1013', refusal(1013), 'not_found'],
				['1014', system(1014, 'Parser error'), 'invalid'],
				['1015', refusal(1015), 'not_found'],
				['1018', refusal(1018), 'limit'],
				['1019', refusal(1019), 'invalid'],
				['1023', refusal(1023), 'unknown'],
				['1024', refusal(1024), 'limit'],
				['1025', refusal(1025), 'busy'],
				['1026', refusal(1026), 'permission', /install/i],
				['1030', refusal(1030), 'limit'],
				['1031', refusal(1031), 'permission'],
				['a code that nobody knows', refusal(4711), 'unknown'],
			],
		},
		{
			request: '^REST POST /clients$',
			answers: [
				['the log-in page with 200', logInPage, 'auth'],
				['some other page with 200', html('<h1>We will be back</h1>'), 'unknown'],
				['half an answer', { body: '{"id":1' }, 'unknown'],
				['an answer of another form', { body: [1] }, 'unknown'],
				['401', { status: 401, ...rest(0, 'Unauthorized') }, 'auth'],
				['403', { status: 403, ...rest(1006, 'Forbidden') }, 'permission'],
				['400', { status: 400, ...rest(0, 'Ungültig') }, 'invalid'],
				['400 with a code', { status: 400, ...rest(1007, 'Ungültig') }, 'exists'],
				['404', { status: 404, ...rest(0, 'Nicht gefunden') }, 'not_found'],
				['404 without a word of Plesk', { status: 404, body: 'Not Found' }, 'invalid'],
				['500', { status: 500, ...rest(0, 'Internal error') }, 'transport'],
				['500 with a code', { status: 500, ...rest(1030, 'Licence') }, 'limit'],
				['503', { status: 503, body: '' }, 'transport'],
			],
		},
	],
	load: '^XML server.get$',
	wrongLogIns: [
		{ logIn: { username: '', token: 'CANARY-wrong-key' }, said: /./ },
		{ logIn: { username: 'admin', token: 'CANARY-wrong-password' }, said: /./ },
	],
	showLogInPage: (state) => {
		(state as PleskState).quirks.loginPage = true;
	},
	passwords: [
		['createAccount', '^XML webspace.add$', (said) => refusal(1019, said)],
		['createAccount', '^REST POST /clients$', (said) => ({ status: 400, ...rest(0, said) })],
	],
	zoneWrites: {
		request: /^REST (POST|DELETE) \/dns/,
		edit: [/^REST POST \/dns\/records/, /^REST DELETE \/dns\/records/],
	},
	knowsSerial: false,
	timesNameServers: true,
};
