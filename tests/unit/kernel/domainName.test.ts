import { domainToUnicode } from 'node:url';
import fc from 'fast-check';
import {
	displayDomain,
	domainName,
	domainSearch,
	sameSite,
	siteDomain,
	siteOf,
	toldDomain,
} from '../../../core/kernel/domainName';
import { comparableAddress, mailAddress, partsOfAddress } from '../../../core/kernel/mailAddress';

test.each([
	['café-lyon.example', 'xn--caf-lyon-d1a.example'],
	['CAFÉ-Lyon.Example.', 'xn--caf-lyon-d1a.example'],
	['XN--CAF-Lyon-D1A.example', 'xn--caf-lyon-d1a.example'],
	['https://shop.example/', 'shop.example'],
	['http://www.shop.example:8080/basket?item=1#top', 'shop.example'],
	['//shop.example', 'shop.example'],
	['shop.example/contact us', 'shop.example'],
	['SHOP.example.', 'shop.example'],
	['  shop.example\n', 'shop.example'],
	['www.twin.example', 'twin.example'],
	['www.www.twin.example', 'twin.example'],
	['WWW。Twin．example', 'twin.example'],
	['ＳＨＯＰ.example', 'shop.example'],
	['straße.example', 'xn--strae-oqa.example'],
	['l·l.example', 'xn--ll-0ea.example'],
	// A domain of its own below a top-level domain.
	['www.example', 'www.example'],
	['www.www.example', 'www.example'],
	['wwwshop.example', 'wwwshop.example'],
	['blog.www.shop.example', 'blog.www.shop.example'],
])('%j is the site %s', (typed, site) => {
	expect(siteDomain.parse(typed)).toBe(site);
});

/*
 * Reported of other panels: froxlor/froxlor#1037 takes neither form, cloudpanel-io/cloudpanel-ce#264 refuses A-labels and
 * #608 Unicode, froxlor/froxlor#899 Devanagari, internetee/registry#1142 lets the other form past a block,
 * YunoHost/issues#2754 does not find a new domain under the name that it was typed with.
 */
test.each([
	['тини-панель.рф', 'xn----8sbpjavjdqz3j.xn--p1ai'],
	['www.xn--7dbemaxi.xn--4dbrk0ce', 'xn--7dbemaxi.xn--4dbrk0ce'],
	['उदाहरण.भारत', 'xn--p1b6ci4b4b3a.xn--h2brj9c'],
	['tést.example', 'xn--tst-bma.example'],
	['ümläütë.example', 'xn--mlt-rla0bzgd.example'],
])('both forms of %s are one domain', (typed, ascii) => {
	expect(siteOf(typed)).toBe(ascii);
	expect(siteOf(ascii)).toBe(ascii);
	expect(sameSite(typed, `https://WWW.${ascii.toUpperCase()}./`)).toBe(true);
	expect(siteOf(displayDomain(ascii))).toBe(ascii);
});

test.each([
	['nothing', ''],
	['a single label', 'localhost'],
	['an IPv4 address', '192.0.2.1'],
	['an IPv4 address in hexadecimal', '0x7f.1'],
	['an IPv6 address', '[2001:db8::1]'],
	['an IPv6 address in a URL', 'https://[2001:db8::1]/'],
	['a log-in', 'https://user:secret@shop.example/'],
	['a mail address', 'info@shop.example'],
	['an underscore', 'my_shop.example'],
	['a hyphen first', '-shop.example'],
	['a hyphen last', 'shop-.example'],
	['an empty label', 'shop..example'],
	['a dot first', '.shop.example'],
	['only dots', '...'],
	['a wildcard', '*.shop.example'],
	['a label of 64', `${'a'.repeat(64)}.example`],
	['a label that is too long as A-label', `${'é'.repeat(60)}.example`],
	['254 characters', `${'abcdefghi.'.repeat(24)}abcdef.example`],
	['an emoji', '💩.example'],
	['an emoji as A-label', 'xn--ls8h.example'],
	['an A-label that says nothing', 'xn--a.example'],
	['an A-label of ASCII', 'xn--zzzzzzz-.example'],
	['an empty A-label', 'xn--.example'],
	['both directions in one label', 'אa.example'],
	['a digit after a letter from right to left, then a Latin one', 'א1a.example'],
	['a joiner between letters that do not join', 'a\u200db.example'],
	['an escape', 'caf%C3%A9.example'],
	['a space', 'my shop.example'],
	['a top-level domain in digits', 'shop.123'],
	['two domains', 'shop.example, twin.example'],
])('refuses %s', (_, typed) => {
	expect(siteDomain.safeParse(typed).success).toBe(false);
	expect(domainName.safeParse(typed).success).toBe(false);
});

const letters = fc.constantFrom(...'abcxyz019éüßñжя例えदע'.split(''));
const label = fc
	.array(letters, { minLength: 1, maxLength: 12 })
	.map((all) => all.join(''))
	.filter((text) => siteOf(`${text}.example`) !== undefined);
const site = fc
	.tuple(fc.array(label, { minLength: 1, maxLength: 3 }), fc.constantFrom('example', 'test', 'рф'))
	.map(([labels, top]) => [...labels, top].join('.'))
	.filter((text) => !text.startsWith('www.'));

const spelling = fc
	.record({
		scheme: fc.constantFrom('', 'http://', 'HTTPS://', '//'),
		www: fc.constantFrom('', 'www.', 'WWW.', 'Www.www.'),
		upper: fc.boolean(),
		form: fc.constantFrom('typed', 'ascii', 'decomposed'),
		dot: fc.constantFrom('', '.', '。'),
		port: fc.constantFrom('', ':443', ':65535'),
		rest: fc.constantFrom('', '/', '/a/b?c=d#e', '?q', '#top'),
		space: fc.constantFrom('', ' ', '\t'),
	})
	.map((how) => (of: string) => {
		const ascii = siteOf(of) ?? of;
		const text = how.form === 'ascii' ? ascii : how.form === 'typed' ? of : of.normalize('NFD');
		// The capital of ß is another word to some.
		const cased = how.upper && !text.includes('ß') ? text.toUpperCase() : text;
		return `${how.space}${how.scheme}${how.www}${cased}${how.dot}${how.port}${how.rest}${how.space}`;
	});

test('every spelling of a site has the same form, and the form is its own', () => {
	fc.assert(
		fc.property(site, spelling, (of, spelled) => {
			const normal = siteOf(of) ?? '';
			expect(normal).toMatch(/^[a-z0-9.-]{4,253}$/);
			expect(siteOf(spelled(of))).toBe(normal);
			expect(siteOf(normal)).toBe(normal);
			expect(siteOf(displayDomain(normal))).toBe(normal);
			expect(displayDomain(normal)).toBe(domainToUnicode(normal));
		}),
		{ numRuns: 300 },
	);
});

test('any text has a form that stays, or none', () => {
	fc.assert(
		fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.webUrl(), fc.domain()), (text) => {
			for (const schema of [domainName, siteDomain]) {
				const { data } = schema.safeParse(text);
				if (data === undefined) continue;
				expect(schema.parse(data)).toBe(data);
				expect(data.split('.').every((one) => one.length >= 1 && one.length <= 63)).toBe(true);
				expect(data.length).toBeLessThanOrEqual(253);
			}
		}),
		{ numRuns: 1_000 },
	);
});

test('a host keeps www.: in a zone it is a name of its own', () => {
	expect(domainName.parse('WWW.Café.example.')).toBe('www.xn--caf-dma.example');
	expect(sameSite('www.café.example', 'xn--caf-dma.example')).toBe(true);
	expect(sameSite('www.shop.example', 'shop.test')).toBe(false);
});

test('what a panel tells is read in any form, and what is no domain stays', () => {
	expect(['Café.Example', 'xn--caf-dma.example', 'WWW.shop.example', '', 'My_Host'].map(toldDomain)).toEqual([
		...['xn--caf-dma.example', 'xn--caf-dma.example', 'www.shop.example', '', 'my_host'],
	]);
});

test('people see what they typed, and a text that is no normal form as it is', () => {
	expect(['xn--caf-dma.example', 'shop.example', 'xn--a.example', '*.shop.example', 'web1'].map(displayDomain)).toEqual(
		[...['café.example', 'shop.example', 'xn--a.example', '*.shop.example', 'web1']],
	);
});

test('a search finds what is typed in Unicode', () => {
	expect(['Café.example', 'café', 'www.shop.example', 'order-4711', 'shop'].map(domainSearch)).toEqual([
		...['xn--caf-dma.example', 'xn--caf-dma', 'shop.example', 'order-4711', 'shop'],
	]);
});

test.each([
	[' Info@Café.example ', 'Info@xn--caf-dma.example'],
	['info@XN--CAF-DMA.example', 'info@xn--caf-dma.example'],
	['info@кафе.рф', 'info@xn--80akn5b.xn--p1ai'],
	["o'neil+test@shop.example", "o'neil+test@shop.example"],
])('the mail address %j is %s', (typed, address) => {
	expect(mailAddress.parse(typed)).toBe(address);
});

test.each(['info', 'info@', '@shop.example', 'info@localhost', 'a@b@shop.example', 'a b@shop.example'])(
	'%j is no mail address',
	(typed) => {
		expect(mailAddress.safeParse(typed).success).toBe(false);
	},
);

test.each(['info@https://shop.example', 'info@shop.example/', 'info@192.0.2.1', 'info@my_shop.example'])(
	'%j has no domain of a mail address',
	(typed) => {
		expect(mailAddress.safeParse(typed).success).toBe(false);
	},
);

test('mail addresses are compared by their A-labels', () => {
	expect(comparableAddress('Info@Café.Example')).toBe('info@xn--caf-dma.example');
	expect(partsOfAddress('Info@CAFÉ.example')).toEqual({ name: 'info', domain: 'xn--caf-dma.example' });
	expect(() => partsOfAddress('info')).toThrow(/not a mail address/);
});
