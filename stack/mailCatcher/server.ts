import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openMailFaults, type MailFaults } from './faults';
import { openMailBox, type MailBox } from './mailBox';
import { catcherPage, framePolicy, missingPage } from './page';
import { startSmtp } from './smtp';

export interface MailCatcherOptions {
	readonly smtpPort: number;
	readonly pagePort: number;
	/** Where the mails are kept. */
	readonly folder: string;
}

export interface MailCatcher {
	/** The page, and the API: `GET` and `DELETE /messages`, `GET /messages/<id>`. */
	readonly url: string;
	readonly smtpPort: number;
	readonly mails: MailBox;
	close(): Promise<void>;
}

interface Answer {
	readonly status?: number;
	readonly type?: string;
	readonly body?: unknown;
	/** Content-Security-Policy. */
	readonly policy?: string;
}

/** An SMTP server that delivers nothing, and a page on what it has caught. */
export async function startMailCatcher({ smtpPort, pagePort, folder }: MailCatcherOptions): Promise<MailCatcher> {
	const mails = await openMailBox(folder);
	const faults = openMailFaults();
	const smtp = await startSmtp(smtpPort, mails, faults);
	const server = createServer((request, response) => {
		answerTo(request, mails, faults)
			.catch((error: unknown): Answer => ({ status: 400, body: { error: String(error) } }))
			.then(({ status = 200, type, body, policy }) => {
				const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
				response.writeHead(status, {
					'content-type': type ?? (typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'),
					'cache-control': 'no-store',
					...(policy !== undefined && { 'content-security-policy': policy }),
				});
				response.end(text);
			})
			.catch(() => response.destroy());
	});
	server.listen(pagePort, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		smtpPort: smtp.port,
		mails,
		close: async () => {
			faults.release();
			server.closeAllConnections();
			await Promise.all([smtp.close(), new Promise((resolve) => server.close(resolve))]);
		},
	};
}

async function answerTo(request: IncomingMessage, mails: MailBox, faults: MailFaults): Promise<Answer> {
	const { pathname } = new URL(request.url ?? '/', 'http://mails');
	const [, area = '', id = '', part = ''] = pathname.split('/');
	switch (`${request.method ?? 'GET'} /${area}`) {
		case 'GET /':
			return html(catcherPage(mails.list(), undefined));
		case 'GET /mail': {
			const mail = await mails.open(id);
			return mail ? html(catcherPage(mails.list(), mail)) : { ...html(missingPage(mails.list())), status: 404 };
		}
		case 'GET /messages':
			return id === '' ? { body: mails.list() } : await oneMessage(mails, id, part);
		case 'DELETE /messages':
			await mails.clear();
			return { status: 204 };
		case 'POST /_standin':
			if (id === 'release') faults.release();
			else faults.add(JSON.parse(await textOf(request)));
			return { status: 204 };
		case 'DELETE /_standin':
			faults.clear();
			return { status: 204 };
		default:
			return { status: 404, body: { error: `There is no ${request.method ?? ''} ${pathname}.` } };
	}
}

async function oneMessage(mails: MailBox, id: string, part: string): Promise<Answer> {
	const mail = await mails.open(id);
	if (!mail) return { status: 404, body: { error: 'There is no such mail.' } };
	if (part === 'html') return { type: 'text/html; charset=utf-8', body: mail.html, policy: framePolicy };
	if (part === 'source') return { body: mail.source };
	return { body: mail };
}

const html = (body: string): Answer => ({ type: 'text/html; charset=utf-8', body });

async function textOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
	return Buffer.concat(chunks).toString('utf8');
}
