import fc from 'fast-check';
import {
	ensuredIn,
	isEnsured,
	recordIn,
	sameRecord,
	takenBack,
	templateFault,
	type DnsRecord,
	type WrittenRecord,
	type ZoneChange,
} from '../../../core/panels';
import { mergedSpf } from '../../../core/panels/dns/spf';
import { tries } from '../../support/tries';

const zone = 'acme.example';
const made = (records: readonly WrittenRecord[]) => records.map((record) => recordIn(zone, record));
const txt = (name: string, value: string): WrittenRecord => ({ name, type: 'TXT', value });
const shown = (records: readonly DnsRecord[]) =>
	records.map(({ name, type, value }) => `${name} ${type} ${value}`).sort();

/** The zone after an edit, as a panel makes it. */
function edited(held: readonly DnsRecord[], { add, remove }: ZoneChange): DnsRecord[] {
	return [...held.filter((one) => !remove.some((other) => sameRecord(one, other))), ...add];
}
const ensured = (
	held: readonly WrittenRecord[],
	wanted: readonly WrittenRecord[],
	unwanted: readonly WrittenRecord[] = [],
) => shown(edited(made(held), ensuredIn(zone, made(held), made(wanted), made(unwanted))));

const plan = txt('@', 'v=spf1 a mx ~all');

/*
 * What the panels write into a new zone (the stand-ins name their sources), and the SPF record of the demo's plans: two
 * records at one name are a permanent error (RFC 7208 §4.5).
 */
test.each([
	['WHM', 'v=spf1 +a +mx +ip4:192.0.2.10 ~all', 'v=spf1 +a +mx +ip4:192.0.2.10 ~all'],
	['Plesk', 'v=spf1 +a +mx +a:plesk1.hosting.example -all', 'v=spf1 +a +mx +a:plesk1.hosting.example -all'],
	['DirectAdmin', 'v=spf1 a mx ip4:192.0.2.12 ~all', 'v=spf1 a mx ip4:192.0.2.12 ~all'],
	['none at all', 'v=verification 1', 'v=spf1 a mx ~all'],
])('beside the record of %s there is one SPF record', (_, held, spf) => {
	const texts = ensured([txt('@', held)], [plan]);
	expect(texts.filter((line) => line.includes('v=spf1'))).toEqual([`acme.example TXT ${spf}`]);
});

test.each<[string, string[], string]>([
	[
		'each mechanism once',
		['v=spf1 +a +mx ~all', 'v=spf1 a include:x.example ~all'],
		'v=spf1 a mx include:x.example ~all',
	],
	// Domain-Connect/spec#10 proposes the same.
	['the strictest all', ['v=spf1 a ~all', 'v=spf1 mx -all'], 'v=spf1 a mx -all'],
	['no all counts as neutral', ['v=spf1 a', 'v=spf1 mx ~all'], 'v=spf1 a mx ~all'],
	['everybody may pass only when both say so', ['v=spf1 a +all', 'v=spf1 mx'], 'v=spf1 a mx ?all'],
	// virtualmin/virtualmin-gpl#856: an address of its own twice.
	[
		'an address once',
		['v=spf1 ip4:192.0.2.1 ip4:192.0.2.1/32 ?all', 'v=spf1 ip4:192.0.2.1 ?all'],
		'v=spf1 ip4:192.0.2.1 ?all',
	],
	[
		'an IPv6 address once',
		['v=spf1 ip6:2001:DB8:0::1 -all', 'v=spf1 ip6:2001:db8::1/128 -all'],
		'v=spf1 ip6:2001:db8::1 -all',
	],
	['its own name is no other', ['v=spf1 a:acme.example mx:ACME.example. -all', 'v=spf1 a -all'], 'v=spf1 a mx -all'],
	[
		'a redirect beside an all',
		['v=spf1 redirect=spf.x.example', 'v=spf1 a ~all'],
		'v=spf1 a include:spf.x.example ~all',
	],
	['a redirect alone', ['v=spf1 redirect=spf.x.example', 'v=spf1 a'], 'v=spf1 a redirect=spf.x.example'],
	['nothing after all', ['v=spf1 a -all include:dead.example', 'v=spf1 mx -all'], 'v=spf1 a mx -all'],
	// stalwartlabs/stalwart#322 shows two records for one name, internetstandards/Internet.nl#199 has a sample of them.
	['three records', ['v=spf1 mx ~all', 'v=spf1 a ~all', 'V=SPF1 ip4:192.0.2.1 ~ALL'], 'v=spf1 a mx ip4:192.0.2.1 ~all'],
	// Automattic/wp-calypso#87270: a tool for another mail service adds a second one.
	[
		'a mail service more',
		['v=spf1 include:_spf.wpcloud.com ~all', 'v=spf1 include:spf.protection.outlook.com -all'],
		'v=spf1 include:_spf.wpcloud.com include:spf.protection.outlook.com -all',
	],
	[
		'macros keep their letters',
		['v=spf1 exists:%{I}._spf.%{d} -all', 'v=spf1 -all'],
		'v=spf1 exists:%{I}._spf.%{d} -all',
	],
	[
		'exclusions that the other has too',
		['v=spf1 -ip4:192.0.2.9 a mx ~all', 'v=spf1 mx a ~all'],
		'v=spf1 -ip4:192.0.2.9 a mx ~all',
	],
	['an explanation', ['v=spf1 a exp=why.acme.example -all', 'v=spf1 mx -all'], 'v=spf1 a mx -all exp=why.acme.example'],
])('merges SPF: %s', (_, texts, merged) => {
	for (const order of [texts, [...texts].reverse()]) expect(mergedSpf(order, zone)).toBe(merged);
});

const includes = (count: number, from = 0) =>
	Array.from({ length: count }, (_, at) => `include:s${from + at}.example`).join(' ');

test.each<[string, string[], RegExp]>([
	['eleven lookups', [`v=spf1 ${includes(6)} ~all`, `v=spf1 ${includes(5, 6)} ~all`], /need 11 lookups/],
	[
		'a record that is too long',
		[0, 1].map(
			(at) =>
				`v=spf1 ${Array.from({ length: 12 }, (_, n) => `ip4:198.51.${at}.${100 + n}`).join(' ')} ip6:2001:db8:${at}::1 -all`,
		),
		/451|[4-9]\d\d bytes/,
	],
	['exclusions in two orders', ['v=spf1 -ip4:192.0.2.9 a ~all', 'v=spf1 mx ~all'], /order decides/],
	[
		'two redirects',
		['v=spf1 redirect=a.example', 'v=spf1 redirect=b.example'],
		/both redirect=a\.example and redirect=b\.example/,
	],
	['two explanations', ['v=spf1 exp=a.example -all', 'v=spf1 exp=b.example -all'], /both exp=/],
	['a mechanism that is none', ['v=spf1 ipv4:192.0.2.1 ~all', 'v=spf1 a ~all'], /ipv4:192\.0\.2\.1/],
	['half an address', ['v=spf1 ip4:192.0.2 ~all', 'v=spf1 a ~all'], /ip4:192\.0\.2'/],
])('refuses to merge %s', (_, [held = '', wanted = ''], complaint) => {
	for (const order of [
		[held, wanted],
		[wanted, held],
	]) {
		expect(() => ensured([txt('@', order[0] ?? '')], [txt('@', order[1] ?? '')])).toThrow(complaint);
	}
});

test('ten lookups are allowed, and strings of 255 bytes are no limit', () => {
	expect(mergedSpf([`v=spf1 ${includes(5)} -all`, `v=spf1 ${includes(5, 5)} -all`], zone).length).toBeGreaterThan(150);
	const long = `v=spf1 ${Array.from({ length: 20 }, (_, at) => `ip4:192.0.2.${at}`).join(' ')} -all`;
	expect(mergedSpf([long, 'v=spf1 -all'], zone).length).toBeGreaterThan(255);
});

test.each<[string, WrittenRecord[], WrittenRecord[], string[]]>([
	// usmannasir/cyberpanel#1948: DMARC and DKIM twice after every renewal.
	[
		'DMARC',
		[txt('_dmarc', 'v=DMARC1; p=none;')],
		[txt('_dmarc', 'v=DMARC1;p=reject')],
		['_dmarc.acme.example TXT v=DMARC1;p=reject'],
	],
	[
		'MTA-STS',
		[txt('_mta-sts', 'v=STSv1; id=1;')],
		[txt('_mta-sts', 'v=STSv1; id=2;')],
		['_mta-sts.acme.example TXT v=STSv1; id=2;'],
	],
	[
		'TLS reports',
		[txt('_smtp._tls', 'v=TLSRPTv1; rua=mailto:a@x.example')],
		[txt('_smtp._tls', 'v=TLSRPTv1; rua=mailto:b@x.example')],
		['_smtp._tls.acme.example TXT v=TLSRPTv1; rua=mailto:b@x.example'],
	],
	[
		'BIMI',
		[txt('default._bimi', 'v=BIMI1; l=;')],
		[txt('default._bimi', 'v=BIMI1; l=https://x.example/l.svg')],
		['default._bimi.acme.example TXT v=BIMI1; l=https://x.example/l.svg'],
	],
	[
		'a DKIM key of a selector',
		[txt('x._domainkey', 'v=DKIM1; k=rsa; p=AAAA')],
		[txt('x._domainkey', 'k=rsa; p=BBBB')],
		['x._domainkey.acme.example TXT k=rsa; p=BBBB'],
	],
	[
		'not the key of another selector',
		[txt('x._domainkey', 'v=DKIM1; p=A')],
		[txt('y._domainkey', 'v=DKIM1; p=B')],
		['x._domainkey.acme.example TXT v=DKIM1; p=A', 'y._domainkey.acme.example TXT v=DKIM1; p=B'],
	],
	[
		'not other texts',
		[txt('@', 'site-verification=1')],
		[txt('@', 'site-verification=2')],
		['acme.example TXT site-verification=1', 'acme.example TXT site-verification=2'],
	],
	[
		'not a text that only begins alike',
		[txt('@', 'v=spf10 x')],
		[plan],
		['acme.example TXT v=spf1 a mx ~all', 'acme.example TXT v=spf10 x'],
	],
	[
		'not SPF of another name',
		[plan],
		[txt('mail', 'v=spf1 -all')],
		['acme.example TXT v=spf1 a mx ~all', 'mail.acme.example TXT v=spf1 -all'],
	],
	// froxlor/froxlor#895 and phpipam/phpipam#1756: the name server drops the whole zone.
	[
		'addresses by a CNAME',
		[
			{ name: 'www', type: 'A', value: '192.0.2.1' },
			{ name: 'www', type: 'AAAA', value: '2001:db8::1' },
		],
		[{ name: 'www', type: 'CNAME', value: 'some.name.example' }],
		['www.acme.example CNAME some.name.example'],
	],
	[
		'a CNAME by an address',
		[{ name: 'www', type: 'CNAME', value: 'acme.example' }],
		[{ name: 'www', type: 'A', value: '192.0.2.1' }],
		['www.acme.example A 192.0.2.1'],
	],
	[
		'a CNAME by another',
		[{ name: 'www', type: 'CNAME', value: 'acme.example' }],
		[{ name: 'www', type: 'CNAME', value: 'x.example' }],
		['www.acme.example CNAME x.example'],
	],
	[
		'not one address by another',
		[{ name: 'www', type: 'A', value: '192.0.2.1' }],
		[{ name: 'www', type: 'A', value: '192.0.2.2' }],
		['www.acme.example A 192.0.2.1', 'www.acme.example A 192.0.2.2'],
	],
	[
		'mail servers by none',
		[{ name: '@', type: 'MX', value: '0 acme.example' }],
		[{ name: '@', type: 'MX', value: '0 .' }],
		['acme.example MX 0 .'],
	],
	[
		'no mail server by one',
		[{ name: '@', type: 'MX', value: '0 .' }],
		[{ name: '@', type: 'MX', value: '10 mx.example' }],
		['acme.example MX 10 mx.example'],
	],
	[
		'not one mail server by another',
		[{ name: '@', type: 'MX', value: '0 acme.example' }],
		[{ name: '@', type: 'MX', value: '10 mx.example' }],
		['acme.example MX 0 acme.example', 'acme.example MX 10 mx.example'],
	],
	[
		'a service that is not offered',
		[{ name: '_sip._tcp', type: 'SRV', value: '0 0 0 .' }],
		[{ name: '_sip._tcp', type: 'SRV', value: '10 5 5060 sip.example' }],
		['_sip._tcp.acme.example SRV 10 5 5060 sip.example'],
	],
	[
		'the flag of an authority',
		[{ name: '@', type: 'CAA', value: '0 issue "ca.example"' }],
		[{ name: '@', type: 'CAA', value: '128 issue "ca.example"' }],
		['acme.example CAA 128 issue "ca.example"'],
	],
	[
		'not one authority by another',
		[{ name: '@', type: 'CAA', value: '0 issue "ca.example"' }],
		[{ name: '@', type: 'CAA', value: '0 issue "letsencrypt.org"' }],
		['acme.example CAA 0 issue "ca.example"', 'acme.example CAA 0 issue "letsencrypt.org"'],
	],
	[
		'no authority by one',
		[
			{ name: '@', type: 'CAA', value: '0 issue ";"' },
			{ name: '@', type: 'CAA', value: '0 issuewild ";"' },
		],
		[{ name: '@', type: 'CAA', value: '0 issue "ca.example"' }],
		['acme.example CAA 0 issue "ca.example"', 'acme.example CAA 0 issuewild ";"'],
	],
	[
		'not a name server by another',
		[{ name: '@', type: 'NS', value: 'ns1.x.example' }],
		[{ name: '@', type: 'NS', value: 'ns2.x.example' }],
		['acme.example NS ns1.x.example', 'acme.example NS ns2.x.example'],
	],
])('replaces %s', (_, held, wanted, after) => {
	expect(ensured(held, wanted)).toEqual([...after].sort());
});

test('two SPF records from before become one', () => {
	const [whm] = [txt('@', 'v=spf1 +a +mx +ip4:192.0.2.10 ~all')];
	expect(ensured([whm, plan], [plan])).toEqual(['acme.example TXT v=spf1 +a +mx +ip4:192.0.2.10 ~all']);
});

test('a record that is removed in the same write is not merged', () => {
	expect(
		ensured([txt('@', 'v=spf1 include:old.example -all')], [plan], [txt('@', 'v=spf1 include:old.example -all')]),
	).toEqual(['acme.example TXT v=spf1 a mx ~all']);
});

test.each<[string, WrittenRecord[], WrittenRecord[], RegExp]>([
	['a CNAME at the zone itself', [], [{ name: '@', type: 'CNAME', value: 'x.example' }], /SOA/],
	['two policies', [], [txt('_dmarc', 'v=DMARC1; p=none'), txt('_dmarc', 'v=DMARC1; p=reject')], /both/],
	[
		'a CNAME and an address',
		[],
		[
			{ name: 'a', type: 'CNAME', value: 'x.example' },
			{ name: 'a', type: 'A', value: '192.0.2.1' },
		],
		/both/,
	],
	['a CNAME and a text', [], [{ name: 'a', type: 'CNAME', value: 'x.example' }, txt('a', 'x')], /both/],
	[
		'a CNAME where mail is received',
		[{ name: 'a', type: 'MX', value: '10 mx.example' }],
		[{ name: 'a', type: 'CNAME', value: 'x.example' }],
		/stands alone/,
	],
	[
		'a text at a CNAME',
		[{ name: 'x._domainkey', type: 'CNAME', value: 'x.example' }],
		[txt('x._domainkey', 'v=DKIM1; p=A')],
		/stands alone/,
	],
	[
		'no mail server and one',
		[],
		[
			{ name: '@', type: 'MX', value: '0 .' },
			{ name: '@', type: 'MX', value: '10 mx.example' },
		],
		/both/,
	],
])('refuses %s', (_, held, wanted, complaint) => {
	expect(() => ensured(held, wanted)).toThrow(complaint);
});

test('a text beside a CNAME goes once the CNAME gives way to an address in the same write', () => {
	const wanted: WrittenRecord[] = [{ name: 'mail', type: 'A', value: '192.0.2.1' }, txt('mail', 'v=spf1 a -all')];
	expect(ensured([{ name: 'mail', type: 'CNAME', value: 'acme.example' }], wanted)).toEqual([
		...['mail.acme.example A 192.0.2.1', 'mail.acme.example TXT v=spf1 a -all'],
	]);
});

test('names and targets in Unicode are A-labels, also in the middle', () => {
	expect(ensured([], [{ name: 'bücher._tcp', type: 'CNAME', value: 'Café.example.' }])).toEqual([
		'xn--bcher-kva._tcp.acme.example CNAME xn--caf-dma.example',
	]);
	// A name in a zone keeps www: it is a record of its own.
	expect(recordIn('xn--caf-dma.example', { name: 'WWW.Café.example', type: 'A', value: '192.0.2.1' }).name).toBe(
		'www.xn--caf-dma.example',
	);
});

test.each(['a b', '💩💩 x', 'a..b', 'a'.repeat(64), '*a', '-x'])('the name %s is refused', (name) => {
	expect(() => recordIn(zone, { name, type: 'A', value: '192.0.2.1' })).toThrow(/labels of up to 63/);
});

test.each(['*', '*.shop', '_dmarc', '0/25', 'a_b'])('the name %s is taken', (name) => {
	expect(recordIn(zone, { name, type: 'A', value: '192.0.2.1' }).name).toBe(`${name}.${zone}`);
});

test('a plan says at once that no zone could take its records', () => {
	expect(templateFault([plan, txt('_dmarc', 'v=DMARC1; p=none')])).toBeUndefined();
	expect(templateFault([{ name: '@', type: 'CNAME', value: 'x.example' }])).toMatch(/CNAME at the domain itself/);
	expect(templateFault([txt('_dmarc', 'v=DMARC1; p=none'), txt('_dmarc', 'v=DMARC1; p=reject')])).toMatch(/both/);
	expect(templateFault([{ name: '@', type: 'A', value: 'x' }])).toMatch(/write it as/);
});

const one = <Value>(...values: readonly [Value, ...Value[]]) => fc.constantFrom(...values);
const mechanism = one(
	'a',
	'+mx',
	'ip4:192.0.2.1',
	'ip4:192.0.2.0/24',
	'ip6:2001:db8::1',
	'include:x.example',
	'include:y.example',
	'a:acme.example',
	'exists:%{i}.x.example',
);
const spf = fc
	.tuple(fc.array(mechanism, { maxLength: 4 }), one('', '-all', '~all', '?all', '+all', 'redirect=z.example'))
	.map(([mechanisms, end]) => ['v=spf1', ...mechanisms, end].filter(Boolean).join(' '));
const host = one('@', 'www', 'mail', '_dmarc', 'x._domainkey');
const record: fc.Arbitrary<WrittenRecord> = fc.oneof(
	{ weight: 3, arbitrary: fc.tuple(one('@', 'mail'), spf).map(([name, value]) => txt(name, value)) },
	fc
		.tuple(host, one('v=DMARC1; p=none', 'v=DMARC1; p=reject', 'v=DKIM1; p=A', 'p=B', 'any text'))
		.map(([name, value]) => txt(name, value)),
	fc.tuple(host, one('192.0.2.1', '192.0.2.2')).map(([name, value]) => ({ name, type: 'A', value })),
	fc.tuple(host, one('x.example', 'y.example')).map(([name, value]) => ({ name, type: 'CNAME', value })),
	fc.tuple(host, one('0 .', '10 mx.example', '20 mx.example')).map(([name, value]) => ({ name, type: 'MX', value })),
	one('0 issue "a.example"', '128 issue "a.example"', '0 issue ";"').map((value) => ({
		name: '@',
		type: 'CAA',
		value,
	})),
);
/** A zone that a name server would load, with or without mistakes that it would not see, such as two SPF records. */
const heldZone = fc
	.uniqueArray(record, { maxLength: 8, selector: (one) => JSON.stringify(one) })
	.map(made)
	.map((records) => {
		const aliases = records.filter(({ type, name }) => type === 'CNAME' && name !== zone);
		return records.filter(({ type, name }) => type !== 'CNAME' && !aliases.some((alias) => alias.name === name));
	});
const wish = fc.uniqueArray(record, { minLength: 1, maxLength: 5, selector: (one) => JSON.stringify(one) }).map(made);

/** Undefined when the wish is refused. */
function attempt(held: readonly DnsRecord[], wanted: readonly DnsRecord[], unwanted: readonly DnsRecord[] = []) {
	try {
		return ensuredIn(zone, held, wanted, unwanted);
	} catch (error) {
		if (error instanceof Error && error.name === 'InputError') return undefined;
		throw error;
	}
}

test('ensure twice is ensure once, leaves nothing twice, and its undo gives the zone back', () => {
	let changes = 0;
	fc.assert(
		fc.property(heldZone, wish, fc.nat({ max: 3 }), (held, wanted, gone) => {
			const unwanted = held.slice(0, gone);
			const change = attempt(held, wanted, unwanted);
			if (!change) return;
			changes += change.add.length + change.remove.length;
			const after = edited(held, change);
			expect(attempt(after, wanted)).toEqual({ add: [], remove: [] });
			for (const { name, type, value } of wanted) {
				if (type !== 'TXT' || !value.startsWith('v=spf1')) continue;
				expect(after.filter((one) => one.name === name && one.value.startsWith('v=spf1'))).toHaveLength(1);
			}
			for (const { name } of change.add.filter(({ type }) => type === 'CNAME')) {
				expect(after.filter((one) => one.name === name)).toHaveLength(1);
			}
			for (const one of change.add) expect(isEnsured(zone, after, one)).toBe(true);
			expect(shown(edited(after, takenBack(after, change)))).toEqual(shown(held));
		}),
		{ numRuns: tries(500, 3_000) },
	);
	expect(changes).toBeGreaterThan(1_000);
});

test('whichever part of a change a dead run made, the next one ends in the same zone, and so does its undo', () => {
	fc.assert(
		fc.property(heldZone, wish, fc.infiniteStream(fc.boolean()), (held, wanted, coins) => {
			const change = attempt(held, wanted);
			if (!change) return;
			const flip = () => coins.next().value === true;
			const half = edited(held, { add: change.add.filter(flip), remove: change.remove.filter(flip) });
			const again = attempt(half, change.add, change.remove);
			expect(again && shown(edited(half, again))).toEqual(shown(edited(held, change)));
			expect(shown(edited(half, takenBack(half, change)))).toEqual(shown(held));
			// And an undo that broke off.
			const after = edited(held, change);
			const undo = takenBack(after, change);
			const halfUndone = edited(after, { add: undo.add.filter(flip), remove: undo.remove.filter(flip) });
			expect(shown(edited(halfUndone, takenBack(halfUndone, change)))).toEqual(shown(held));
		}),
		{ numRuns: tries(500, 3_000) },
	);
});

test('what somebody wrote since then is never undone, and gets no rival', () => {
	fc.assert(
		fc.property(heldZone, wish, wish, (held, wanted, theirs) => {
			const change = attempt(held, wanted);
			if (!change) return;
			const between = edited(held, change);
			const theirChange = attempt(between, theirs);
			if (!theirChange) return;
			const now = edited(between, theirChange);
			const undone = edited(now, takenBack(now, change));
			for (const one of theirChange.add) {
				if (change.add.some((other) => sameRecord(one, other))) continue;
				expect(undone.some((other) => sameRecord(one, other))).toBe(true);
				// Nothing that came back stands where it may not.
				if (one.type === 'CNAME') expect(undone.filter(({ name }) => name === one.name)).toHaveLength(1);
				if (!one.value.startsWith('v=spf1')) continue;
				expect(undone.filter(({ name, value }) => name === one.name && value.startsWith('v=spf1'))).toHaveLength(1);
			}
		}),
		{ numRuns: tries(500, 3_000) },
	);
});

test('SPF records become the same one in any order', () => {
	fc.assert(
		fc.property(fc.array(spf, { minLength: 1, maxLength: 4 }), fc.infiniteStream(fc.nat()), (texts, random) => {
			const merged = orRefused(() => mergedSpf(texts, zone));
			const shuffled = texts.map((text) => [random.next().value ?? 0, text] as const).sort(([a], [b]) => a - b);
			expect(
				orRefused(() =>
					mergedSpf(
						shuffled.map(([, text]) => text),
						zone,
					),
				),
			).toBe(merged);
			if (merged === undefined) return;
			expect(mergedSpf([merged], zone)).toBe(merged);
			expect(mergedSpf([merged, ...texts], zone)).toBe(merged);
		}),
		{ numRuns: tries(500, 3_000) },
	);
});

function orRefused<Result>(work: () => Result): Result | undefined {
	try {
		return work();
	} catch {
		return undefined;
	}
}
