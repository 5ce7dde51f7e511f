import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pressButton } from '../../../stack/parts/demoApproval';

let server: Server;
let address: string;
let posted: string[];
let answer: { status: number; title: string };
const form = '<form method="post"><input type="hidden" name="ticket" value="v1.a&amp;b"><input name="by"></form>';
let page = form;

beforeAll(async () => {
	server = createServer((request, response) => {
		if (request.method === 'GET') return void response.end(`<title>Approve?</title>${page}`);
		let body = '';
		request.on('data', (chunk: Buffer) => (body += chunk.toString()));
		request.on('end', () => {
			posted.push(`${request.url ?? ''} ${body}`);
			response.writeHead(answer.status).end(`<title>${answer.title}</title>`);
		});
	});
	await new Promise<void>((open) => server.listen(0, '127.0.0.1', open));
	address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook/msp/approval`;
});
afterAll(async () => {
	await new Promise((closed) => server.close(closed));
});
beforeEach(() => {
	[posted, page, answer] = [[], form, { status: 200, title: 'It&#39;s approved' }];
});

test('the form of a page is filled in and posted with its hidden fields, as a browser does', async () => {
	expect(await pressButton(`${address}?ticket=v1.x`, { by: 'Olga', decision: 'approved' })).toBe("It's approved");
	expect(posted).toEqual(['/webhook/msp/approval ticket=v1.a%26b&by=Olga&decision=approved']);
});

test('a page without a form is not answered, and a refusal is told', async () => {
	page = '<p>It was declined.</p>';
	await expect(pressButton(address, {})).rejects.toThrow('has no form (200)');
	expect(posted).toEqual([]);
	[page, answer] = [form, { status: 403, title: 'Not valid' }];
	await expect(pressButton(address, {})).rejects.toThrow('The approval was refused (403): Not valid');
});
