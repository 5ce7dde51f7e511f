import { readable } from '../../../core/panels/vendorText';

const secret = `Ge"h'e<i>m&9Ü`;

test.each<[string, string]>([
	['as it is', secret],
	['with the entities of PHP', 'Ge&quot;h&#039;e&lt;i&gt;m&amp;9Ü'],
	['with hexadecimal entities', 'Ge&#x22;h&#x27;e&#x3C;i&#x3e;m&#x26;9&#xDC;'],
	['with decimal entities', 'Ge&#34;h&#39;e&#60;i&#62;m&#38;9&#220;'],
	['with entities that lack their semicolon before a digit', 'Ge&#34h&#39e&#60i&#62m&#389Ü'],
	['escaped twice', 'Ge&amp;quot;h&amp;#039;e&amp;lt;i&amp;gt;m&amp;amp;9Ü'],
	['in Basic authentication', Buffer.from(`admin:${secret}`).toString('base64')],
	['in pieces', 'Ge"h\'e<i>m</b>&<br>9Ü'],
])('a panel that repeats a secret %s does not give it away', (_, written) => {
	const told = readable(`Password ${written} is <b>too weak</b>`, [secret]);
	for (const part of [`Ge"h`, 'Ge&', `m&9Ü`, '9Ü', 'amp;', '&#', Buffer.from(secret).toString('base64').slice(4, 12)]) {
		expect(told).not.toContain(part);
	}
});

test('what holds no secret is told, without markup', () => {
	const told = readable('<b>L&#39;usager</b> n&apos;est pas &lt;actif&gt; &#8211; caf&#xe9; &#0; &#9999999;', [secret]);
	expect(told).toBe("L'usager n'est pas <actif> – café &#0; &#9999999;");
});

test('nothing is left of it that a database does not take for text', () => {
	expect(readable(`${'a'.repeat(499)}\u{1f600}b`, [secret])).toBe(`${'a'.repeat(499)}\u{1f600}`);
	expect(readable('a\u0000b\ud800c&#0000;d&#xd800;e\u0007', [secret])).toBe('a b c d e');
});

test('however long it is, it is told in time, and in short', () => {
	const began = performance.now();
	expect(readable('<'.repeat(300_000), [secret])).toHaveLength(500);
	expect(performance.now() - began).toBeLessThan(1_000);
});
