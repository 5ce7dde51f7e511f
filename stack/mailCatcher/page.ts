import type { CaughtMail, OpenedMail } from './mailBox';
import { style } from './style';

/** A mail's own HTML: nothing runs, and nothing is fetched. */
export const framePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

const icon = `<svg viewBox="0 0 32 32" aria-hidden="true"><rect x="3" y="7" width="26" height="18" rx="3" fill="none"
	stroke="var(--accent)" stroke-width="2.4"/><path d="m4 9 12 9 12-9" fill="none" stroke="var(--accent)"
	stroke-width="2.4" stroke-linejoin="round"/></svg>`;

/** Shows new mails without being asked: looks for them every two seconds. */
const script = `
const known = document.body.dataset.newest;
setInterval(async () => {
	const mails = await (await fetch('/messages')).json();
	if ((mails[0]?.id ?? '') !== known) location.reload();
}, 2000);
document.querySelector('button').addEventListener('click', async () => {
	await fetch('/messages', { method: 'DELETE' });
	location.href = '/';
});
for (const time of document.querySelectorAll('time')) time.textContent = new Date(time.dateTime).toLocaleTimeString();
`;

/** The list, and one mail beside it where one is open. */
export function catcherPage(mails: readonly CaughtMail[], open: OpenedMail | undefined): string {
	const hint = mails.length === 0 ? 'No mails yet. They show up here by themselves.' : 'Choose a mail to read it.';
	return page(mails, open ? mailView(open) : `<div class="empty">${hint}</div>`, open?.id);
}

export function missingPage(mails: readonly CaughtMail[]): string {
	return page(mails, '<div class="empty">There is no such mail.</div>', undefined);
}

function page(mails: readonly CaughtMail[], content: string, open: string | undefined): string {
	const count = mails.length === 1 ? '1 mail' : `${mails.length} mails`;
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Caught mails</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body data-newest="${escape(mails[0]?.id ?? '')}">
<header>${icon}<h1>Caught mails</h1><span class="count">${count}, none delivered</span><button>Delete all</button></header>
<main><nav class="list" aria-label="Mails">${mails.map((mail) => entry(mail, open)).join('')}</nav>${content}</main>
<script>${script}</script></body></html>`;
}

function entry({ id, to, subject, receivedAt }: CaughtMail, open: string | undefined): string {
	return `<a href="/mail/${escape(id)}"${id === open ? ' class="open" aria-current="true"' : ''}>
<div class="top"><span>To ${escape(to.join(', '))}</span>${time(receivedAt)}</div>
<div class="subject">${escape(subject || '(no subject)')}</div></a>`;
}

function mailView(mail: OpenedMail): string {
	const from = mail.headers.find(({ name }) => name.toLowerCase() === 'from')?.value ?? mail.from;
	const attached = mail.attachments.map(({ filename, mimeType, size }) => `${filename} (${mimeType}, ${size} bytes)`);
	const facts: Array<readonly [string, string]> = [
		['From', escape(from)],
		['To', escape(mail.to.join(', '))],
		['Received', time(mail.receivedAt)],
		['Message-ID', escape(mail.messageId)],
		...(attached.length > 0 ? [['Attached', escape(attached.join(', '))] as const] : []),
	];
	const tabs: Array<readonly [tab: string, title: string, content: string]> = [
		...(mail.html ? [['html', 'HTML', frame(mail)] as const] : []),
		['text', 'Text', `<pre>${escape(mail.text || '(no text part)')}</pre>`],
		['headers', 'Headers', `<table>${mail.headers.map(headerRow).join('')}</table>`],
		['source', 'Source', `<pre>${escape(mail.source)}</pre>`],
	];
	const radios = tabs.map(
		([tab], index) => `<input type="radio" name="tab" id="show-${tab}"${index === 0 ? ' checked' : ''}>`,
	);
	const labels = tabs.map(([tab, title]) => `<label for="show-${tab}">${title}</label>`);
	const panes = tabs.map(([tab, , content]) => `<div class="pane pane-${tab}">${content}</div>`);
	return `<article class="mail"><h2>${escape(mail.subject || '(no subject)')}</h2>
<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('')}</dl>
<section class="tabs">${radios.join('')}<nav>${labels.join('')}</nav>${panes.join('')}</section></article>`;
}

function frame({ id }: OpenedMail): string {
	return `<iframe sandbox title="The mail" src="/messages/${escape(id)}/html"></iframe>`;
}

function headerRow({ name, value }: { name: string; value: string }): string {
	return `<tr><td>${escape(name)}</td><td>${escape(value)}</td></tr>`;
}

/** In UTC until the page's script writes it in the reader's own time. */
function time(iso: string): string {
	return `<time datetime="${escape(iso)}">${escape(iso.slice(11, 19))}</time>`;
}

function escape(text: string): string {
	return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
