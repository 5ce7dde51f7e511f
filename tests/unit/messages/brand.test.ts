import fc from 'fast-check';
import { brandOf, renderMessage } from '../../../core/messages';
import { contrast, readableOn } from '../../../core/messages/brand';
import { branding, samples } from './samples';

const colors = fc.integer({ min: 0, max: 0xffffff }).map((number) => `#${number.toString(16).padStart(6, '0')}`);
const welcome = (brand: unknown, fallback?: Parameters<typeof renderMessage>[1]) =>
	renderMessage({ template: 'welcome', language: 'en', data: samples.welcome, branding: brand }, fallback);

describe('contrast', () => {
	test.each([
		['#000000', '#ffffff', 21],
		['#ffffff', '#ffffff', 1],
		['#777777', '#ffffff', 4.48],
		['#0000ff', '#ffffff', 8.59],
	])('of %s and %s is %d', (one, other, ratio) => {
		expect(contrast(one, other)).toBeCloseTo(ratio, 2);
		expect(contrast(other, one)).toBeCloseTo(ratio, 2);
	});

	test('a button can be read in every colour', () => {
		fc.assert(
			fc.property(colors, (color) => {
				expect(contrast(color, readableOn(color))).toBeGreaterThanOrEqual(4.5);
				const { html } = welcome({ primaryColor: color });
				expect(html).toContain(`background-color: ${color}; color: ${readableOn(color)}`);
			}),
		);
	});

	test('so can a link on white', () => {
		fc.assert(
			fc.property(colors, (color) => {
				const link =
					/class="link"[^>]*?[; ]color: (#[0-9a-f]{6})/.exec(welcome({ primaryColor: color }).html)?.[1] ?? '';
				expect(contrast(link, '#ffffff')).toBeGreaterThanOrEqual(4.5);
			}),
		);
	});

	test('the text can be read in the light and in the dark', () => {
		for (const [ink, paper] of [
			['#1e293b', '#ffffff'],
			['#5b6779', '#f6f8fb'],
			['#5b6779', '#f1f4f9'],
			['#f1f5f9', '#161c2b'],
			['#a3aec2', '#1f2738'],
			['#a3aec2', '#0b0f19'],
			['#93c5fd', '#161c2b'],
		] as const) {
			expect(welcome({}).html).toContain(ink);
			expect(welcome({}).html).toContain(paper);
			expect(contrast(ink, paper)).toBeGreaterThanOrEqual(4.5);
		}
	});
});

describe('a brand', () => {
	test('shows its logo, name, colour, address and site', () => {
		const { html, text } = welcome(branding);
		expect(html).toContain('<img src="https://noorderlicht.example/logo.png?a=1&amp;b=2" alt="Noorderlicht &amp; Co"');
		expect(html).toContain('mailto:hulp@noorderlicht.example');
		expect(html).toContain('#f5b301');
		expect(text).toContain('The Noorderlicht & Co team');
		expect(text).toContain('https://noorderlicht.example/');
	});

	test('goes without what it does not have', () => {
		const { html, text } = welcome({});
		expect(text).toContain('Just reply to this e-mail');
		expect(text).toContain('Your hosting team');
		expect(html).not.toContain('mailto:');
	});

	test('falls back to the sender', () => {
		const { text } = welcome({ brandName: '' }, { brandName: 'Acme', supportEmail: 'help@acme.example' });
		expect(text).toContain('Write to us at help@acme.example');
		expect(text).toContain('The Acme team');
	});

	test('whatever branding holds, a mail can be written', () => {
		const any = fc.oneof(
			fc.anything(),
			fc.record({
				brandName: fc.anything(),
				logoUrl: fc.anything(),
				primaryColor: fc.anything(),
				supportEmail: fc.anything(),
				website: fc.anything(),
			}),
		);
		fc.assert(
			fc.property(any, (given) => {
				expect(brandOf(given).primaryColor).toMatch(/^#[0-9a-f]{6}$/);
				expect(welcome(given).html).toContain('lefevre.example');
			}),
		);
	});

	test('a short colour is the long one', () => expect(brandOf({ primaryColor: '#F0a' }).primaryColor).toBe('#ff00aa'));
});
