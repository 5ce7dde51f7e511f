import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { InputError } from '../../../core/kernel/errors';
import { languages, type Language } from '../../../core/kernel/languages';
import {
	renderMessage,
	templateNames,
	templates,
	writerOf,
	type DataField,
	type TemplateName,
} from '../../../core/messages';
import { suspensionReasons } from '../../../core/services';
import { branding, samples } from './samples';

const each = templateNames.flatMap((template) => languages.map((language) => [template, language] as const));

const render = (
	template: TemplateName,
	language: Language,
	more: Record<string, unknown> = {},
	brand: unknown = branding,
) => renderMessage({ template, language, data: { ...samples[template], ...more }, branding: brand });

/** What a reader of the HTML sees, piece by piece. */
function seen(html: string): string[] {
	const body = html.replace(/^.*<body[^>]*>\s*<div[^>]*>.*?<\/div>/s, '');
	return body
		.split(/<[^>]*>/)
		.map((piece) =>
			piece
				.replaceAll('&lt;', '<')
				.replaceAll('&gt;', '>')
				.replaceAll('&quot;', '"')
				.replaceAll('&#39;', "'")
				.replaceAll('&amp;', '&')
				.trim(),
		)
		.filter(Boolean);
}

/** What is told as it was given: not the choices, which are told in words, nor dates, which are written out. */
function textsIn(sample: object): string[] {
	return Object.entries(sample).flatMap(([name, value]) => {
		if (typeof value === 'object' && value !== null) return textsIn(value);
		const written =
			/kind|reason|severity|currency|expires|zone|kept|status|standing|fix|seen|until|runId|verdict|arrival$|departure|dueOn|balanceOn|nextTryOn|^part$|cause|^on$|^what$|^period|^(state|side|renewal|endsOn)$/i.test(
				name,
			);
		return typeof value === 'string' && !written ? value.split('\n') : [];
	});
}

describe.each(each)('%s in %s', (template, language) => {
	test('says everything that it was told, in text and in HTML', () => {
		const { subject, text, html } = render(template, language);
		const told = textsIn(samples[template]);
		expect(told.length).toBeGreaterThan(2);
		for (const value of told) {
			expect(text).toContain(value);
			expect(seen(html).join('\n')).toContain(value);
		}
		expect(subject.length).toBeGreaterThan(10);
		expect(seen(html)).toContain(subject);
	});

	test('has no gap in its words', () => {
		for (const brand of [branding, {}]) {
			const { subject, text, html } = render(template, language, {}, brand);
			for (const part of [subject, text, html]) {
				expect(part).not.toMatch(/undefined|null|NaN|\[object|Invalid Date|\$\{|function|=>/);
				expect(part.replace(/<style>.*<\/style>/s, '')).not.toMatch(/[{}]/);
			}
			expect(text).not.toMatch(/\n{3}/);
		}
	});

	test('its text is complete without the HTML', () => {
		for (const brand of [branding, {}]) {
			const { text, html } = render(template, language, {}, brand);
			const flat = text.replaceAll('> ', '');
			for (const piece of seen(html)) {
				if (piece === writerOf(language).words.letter.buttonFails) continue;
				for (const line of piece.split('\n')) expect(flat).toContain(line.replace(/^· /, ''));
			}
		}
	});

	test('needs nothing loaded, runs nothing, and stands on its own', () => {
		const { html } = render(template, language, {}, {});
		expect(html).not.toMatch(/<script|<link|<img|@import|url\(|\son\w+="/i);
		// Only numbers stand in tables, with their headings: the layout needs none.
		for (const [table] of html.matchAll(/<table.*?<\/table>/gs)) expect(table).toMatch(/<th [^>]*scope="col"/);
		expect(html).toContain(`<html lang="${language}"`);
		expect(html).toContain('max-width: 600px');
		expect(html).toContain('prefers-color-scheme: dark');
		// Gmail clips what is longer than 102 kB.
		expect(html.length).toBeLessThan(20_000);
	});

	test('is the same each time', () => {
		expect(render(template, language)).toEqual(render(template, language));
	});

	test.each(['password', 'pass', 'token', 'databasePassword'])('has no place for a %s', (name) => {
		expect(() => render(template, language, { [name]: 'canary-secret' })).toThrow(InputError);
		try {
			render(template, language, { [name]: 'canary-secret' });
		} catch (error) {
			expect(JSON.stringify(error) + String(error)).not.toContain('canary-secret');
			expect(error).toMatchObject({ field: name, remedy: expect.stringContaining('no passwords') });
		}
	});
});

test('each language has words of its own', () => {
	for (const template of templateNames) {
		const subjects = languages.map((language) => render(template, language).subject);
		expect(new Set(subjects).size).toBe(languages.length);
	}
});

/** The sample with a hostile text where people and vendors write freely. */
function hostileIn(template: TemplateName, text: string): Record<string, unknown> {
	if (template === 'ansibleApproval' || template === 'ansibleReport') {
		const tasks = { changes: [text], done: [text], failures: [{ task: text, message: text }], more: 1 };
		const shown = [{ host: text, status: 'failed', ...tasks }];
		const run = { ...(samples[template].runReport as object), verdict: 'failed', explanation: text, shown };
		return { runReport: { ...run, name: text, runner: text, project: text, commit: text } };
	}
	if (template === 'certificateReport') {
		const [one] = (samples.certificateReport.certificateReport as { certificates: object[] }).certificates;
		const hostile = { host: text, serverCode: text, customerCode: text, issuer: text, says: text, refused: text };
		const unread = [{ serverCode: text, vendorMessage: text, remedy: text }];
		return { certificateReport: { certificates: [{ ...one, ...hostile }], more: 1, unread } };
	}
	if (template === 'reconciliationReport') {
		const { reconciliation } = samples.reconciliationReport;
		return {
			reconciliation: { ...(reconciliation as object), companyCode: text, unread: [{ side: 'paypal', why: text }] },
		};
	}
	if (template !== 'driftReport') {
		const isFree = ([name, { schema }]: [string, DataField]) =>
			typeof samples[template][name] === 'string' && schema.safeParse('free & <b>').success;
		const free = Object.entries(templates[template].data).filter(isFree);
		expect(free).not.toEqual([]);
		return Object.fromEntries(free.map(([name]) => [name, text]));
	}
	const told = { suspended: true, suspensionReason: text, packageName: text, instead: text, vendorMessage: text };
	const finding = {
		...{ kind: 'orphan_account', severity: 'info', serverCode: text, customerCode: text, domain: text, username: text },
		...{ billing: { planCode: text }, panel: told, fix: null, isNew: true, firstSeenOn: '2026-03-01', failure: text },
	};
	const server = { serverCode: text, complete: false, accounts: 1, services: 1, findings: 1 };
	const { report } = samples.driftReport;
	return {
		report: {
			...(report as object),
			shown: [finding],
			servers: [server],
			byKind: [{ kind: 'orphan_account', count: 1 }],
		},
	};
}

describe('hostile values', () => {
	const hostile = [
		`<script>alert(1)</script>`,
		`"><img src=x onerror=alert(1)>`,
		`'; </style><b>`,
		`&lt;b&gt; & <b>`,
		`Ada\r\nBcc: everybody@example.com`,
	];
	test.each(hostile)('%j comes out as text', (name) => {
		for (const template of templateNames) {
			const { html, subject } = render(template, 'en', hostileIn(template, name), { ...branding, brandName: name });
			expect(html).not.toMatch(/<script|<img src=x|<b>/);
			expect(html.match(/<\/style>/g)).toHaveLength(1);
			expect(subject).not.toMatch(/[\r\n]/);
			expect(seen(html).join('\n')).toContain(name.replaceAll(/[\r\n]+/g, ' '));
		}
	});

	test('whatever it is, it adds no tag and no line to the subject', () => {
		const tags = (html: string) => html.match(/<[^>]*>/g)?.length;
		const harmless = tags(render('operatorAlert', 'en', { title: 'x', message: 'x', vendorMessage: 'x' }).html);
		fc.assert(
			fc.property(fc.string({ unit: 'binary', minLength: 1 }), (value) => {
				// An emptied value is refused, and each line of the message is a paragraph.
				const text = `x${value.replaceAll(/[\r\n]/g, ' ')}`;
				const { html, subject } = render('operatorAlert', 'en', { title: text, message: text, vendorMessage: text });
				expect(tags(html)).toBe(harmless);
				expect(subject).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
			}),
		);
	});

	test.each([
		'javascript:alert(1)',
		'data:text/html,x',
		'https://user:secret@host/',
		'https://host/"onclick="x',
		'//host',
		'host',
		'',
	])('%j is no link', (url) => {
		expect(() => render('welcome', 'en', { accountUrl: url })).toThrow(/accountUrl/);
	});

	test('a logo or a website that is no link is left out', () => {
		const { html, text } = render(
			'welcome',
			'en',
			{},
			{ logoUrl: 'javascript:alert(1)', website: 'javascript:alert(2)' },
		);
		expect(html + text).not.toMatch(/javascript|<img/);
	});
});

describe('data', () => {
	test('a name that two templates share asks for the same value', () => {
		const questions = new Map<string, unknown>();
		for (const [name, { schema: _, ...question }] of templateNames.flatMap((one) =>
			Object.entries(templates[one].data),
		)) {
			expect([name, question]).toEqual([name, questions.get(name) ?? question]);
			questions.set(name, question);
		}
	});

	test.each(templateNames)('%s is described in the page of the node', (template) => {
		const page = readFileSync(join(__dirname, '../../../docs/nodes/msp-message.md'), 'utf8');
		const { label, to } = templates[template];
		const readers = { customer: 'the customer', staff: 'your own staff' };
		expect(page.replaceAll(/ +/g, ' ')).toContain(`| ${label} | ${readers[to]} |`);
	});

	test.each(templateNames)('%s names what is missing', (template) => {
		expect(() => renderMessage({ template, language: 'en', data: {} })).toThrow(InputError);
		expect(() => renderMessage({ template, language: 'en', data: undefined })).toThrow(InputError);
		expect(Object.keys(samples[template]).sort()).toEqual(Object.keys(templates[template].data).sort());
	});

	test.each([
		['welcome', ['domain', 'username', 'serverName', 'accountUrl', 'linkKind']],
		['serviceSuspended', ['domain', 'reason']],
		['serviceReactivated', ['domain']],
		['operatorAlert', ['severity', 'title']],
	] as const)('%s needs %j and nothing else', (template, needed) => {
		const least = Object.fromEntries(needed.map((name) => [name, samples[template][name]]));
		for (const language of languages) {
			const { text, html } = renderMessage({ template, language, data: least });
			expect(text + html).not.toMatch(/undefined|null|NaN/);
		}
		for (const name of needed) {
			const lacking = { ...samples[template], [name]: undefined };
			expect(() => renderMessage({ template, language: 'en', data: lacking })).toThrow(new RegExp(`'${name}'`));
		}
	});

	test('what is there but wrong is not called missing', () => {
		expect(() => render('serviceReactivated', 'en', { domain: 7 })).toThrow(/'domain' must be a text/);
		expect(() => render('serviceReactivated', 'en', { domain: ' ' })).toThrow("'domain' is empty");
		expect(() => render('serviceReactivated', 'en', { domain: undefined })).toThrow("'domain' is missing");
	});

	test('a box that was left empty was not filled in', () => {
		const { text } = render('serviceSuspended', 'en', { invoiceNumber: '', dataKeptUntil: '', customerName: '' });
		expect(text).toMatch(/^Hello,$/m);
		expect(text).toContain('an invoice has not been paid');
	});

	test('name servers come as a list or as one text', () => {
		const { text } = render('welcome', 'en', { nameservers: 'ns1.example.net, ns2.example.net\nns3.example.net' });
		expect(text.match(/- Name servers: ns\d/g)).toHaveLength(3);
		expect(render('welcome', 'en', { nameservers: '' }).text).not.toMatch(/name servers/i);
	});
});

describe('what is written as people write it', () => {
	const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
	const writing: Readonly<Record<Language, readonly [moment: string, amount: string, day: string]>> = {
		en: ['1 March 2026 at 13:00', '€1,210.00', '1 April 2026'],
		fr: ['1er mars 2026 à 13:00', '1 210,00 €', '1er avril 2026'],
		nl: ['1 maart 2026 om 13:00', '€ 1.210,00', '1 april 2026'],
	};
	test.each(languages)('dates and amounts in %s', (language) => {
		const [moment, amount, day] = writing[language];
		expect(plain(render('welcome', language).text)).toContain(moment);
		const suspended = plain(render('serviceSuspended', language, { dataKeptUntil: '2026-04-01T00:00:00' }).text);
		expect(suspended).toContain(amount);
		expect(suspended).toContain(day);
	});

	test.each(languages)('each reason of a suspension in %s', (language) => {
		const texts = suspensionReasons.map(
			(reason) => renderMessage({ template: 'serviceSuspended', language, data: { domain: 'a.example', reason } }).text,
		);
		expect(new Set(texts).size).toBe(suspensionReasons.length);
	});

	test('French sets a space before a colon, and before a question mark', () => {
		for (const template of templateNames) {
			const words = render(template, 'fr').text.replaceAll(/https?:\S+/g, '');
			expect(words).not.toMatch(/[^\s\u00a0][?!;](\s|$)|[^\u00a0]:(\s|$)/);
		}
	});

	test('French and Dutch are formal', () => {
		for (const template of templateNames) {
			expect(render(template, 'fr').text).not.toMatch(/(?<!\p{L})(tu|ton|ta|tes|toi)(?!\p{L})/iu);
			expect(render(template, 'nl').text).not.toMatch(/(?<!\p{L})(je|jij|jouw|jullie)(?!\p{L})/iu);
		}
	});
});

test.each(templateNames)('%s takes the text of its JSON as well, and says when it is none', (template) => {
	const asText = Object.entries(templates[template].data)
		.filter(([, { control }]) => control === 'json')
		.map(([name]) => [name, JSON.stringify(samples[template][name])] as const);
	expect(render(template, 'en', Object.fromEntries(asText))).toEqual(render(template, 'en'));
	for (const [name] of asText) {
		expect(() => render(template, 'en', { [name]: '{"half' })).toThrow(
			expect.objectContaining({ field: name, complaint: expect.stringContaining('is not JSON') as string }) as Error,
		);
	}
});
