import fc from 'fast-check';
import { elementsAt, readXml, valueOf, written, type XmlElement, type XmlNode } from '../../../core/kernel/xml';

const name = fc.stringMatching(/^[a-z_][a-z0-9_.-]{0,8}$/);
/** Any text but the characters that XML 1.0 does not have, and lone halves of a pair. */
const text = fc
	.string({ unit: 'grapheme', maxLength: 20 })
	// eslint-disable-next-line no-control-regex -- these are the characters that XML 1.0 forbids
	.map((any) => any.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ''));
const { node } = fc.letrec<{ node: XmlNode }>((tie) => ({
	node: fc.oneof(
		{ maxDepth: 4 },
		fc.tuple(name, text),
		fc.tuple(name, fc.array(tie('node'), { minLength: 1, maxLength: 4 })),
	),
}));

/** The element as it was to be written. */
function asNode({ name: tag, text: inner, children }: XmlElement): XmlNode {
	return [tag, children.length > 0 ? children.map(asNode) : inner];
}

test('what was written is read again as it was', () => {
	fc.assert(
		fc.property(node, (any) => {
			const read = readXml(`<?xml version="1.0"?>\n${written(any)}`);
			expect(read && asNode(read)).toEqual(any);
		}),
	);
});

test('any text ends in an element or in nothing, and never takes long', () => {
	fc.assert(
		fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[<>/a!?&;\-[\] "'=]{0,60}$/)), (any) => {
			const read = readXml(any);
			expect(read === undefined || typeof read.name === 'string').toBe(true);
		}),
	);
	expect(readXml(`<a ${'b="c" '.repeat(20_000)}`)).toBeUndefined();
	expect(readXml('<a>'.repeat(50_000))).toBeUndefined();
});

test.each([
	['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
	['an element that is not closed', '<a><b></a>'],
	['an entity that XML does not know', '<a>&unknown;</a>'],
	['two roots', '<a/><b/>'],
	['text outside', '<a/>text'],
	['an end without a beginning', '</a>'],
	['nothing', ''],
	['more elements than the memory holds', `<a>${'<b/>'.repeat(500_000)}</a>`],
	['a page', '<!DOCTYPE html><html><br></html>'],
])('%s is no document', (_, document) => {
	expect(readXml(document)).toBeUndefined();
});

test('comments, attributes, CDATA and entities are read', () => {
	const read = readXml(
		'\ufeff<?xml version="1.0"?><!-- x --><p v="1 > 0"><a>1 &lt; 2 &#38; &#x41;</a><b><![CDATA[<x>&amp;]]></b><a/><c><d>e</d></c></p>',
	);
	expect(read && valueOf(read)).toEqual({ a: ['1 < 2 & A', ''], b: '<x>&amp;', c: { d: 'e' } });
	expect(read && elementsAt(read, 'c', 'd').map((element) => element.text)).toEqual(['e']);
});

test('many elements of one name are a list, and take no longer than they are long', () => {
	const many = readXml(`<a>${'<b/>'.repeat(300_000)}</a>`);
	const began = performance.now();
	expect(many && valueOf(many)).toHaveProperty('b.length', 300_000);
	expect(performance.now() - began).toBeLessThan(3_000);
});

test('names that objects have by themselves are names like any other', () => {
	const read = readXml('<a><__proto__><x>1</x></__proto__><constructor>2</constructor><toString>3</toString></a>');
	const value = read && valueOf(read);
	expect(Object.entries(value ?? {})).toEqual([
		['__proto__', { x: '1' }],
		['constructor', '2'],
		['toString', '3'],
	]);
	expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
});

test('characters that XML does not have are left out', () => {
	expect(written(['a', 'b\u0000c\u001f"<>&'])).toBe('<a>bc&quot;&lt;&gt;&amp;</a>');
});
