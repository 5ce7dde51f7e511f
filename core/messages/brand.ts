import { z } from 'zod';
import { emailAddress, line, link } from './values';

/** How mails look and whom the reader can turn to. What is absent is left out of the mail. */
export interface Brand {
	readonly brandName?: string;
	readonly logoUrl?: string;
	/** `#rrggbb` */
	readonly primaryColor: string;
	readonly supportEmail?: string;
	readonly website?: string;
}

const standardColor = '#1d4ed8';

const color = z
	.string()
	.trim()
	.toLowerCase()
	.regex(/^#([0-9a-f]{3}|[0-9a-f]{6})$/)
	.transform((hex) => (hex.length === 4 ? hex.replaceAll(/[0-9a-f]/g, '$&$&') : hex));

const given = z.object({
	brandName: line.optional().catch(undefined),
	logoUrl: link.optional().catch(undefined),
	primaryColor: color.catch(standardColor),
	supportEmail: emailAddress.optional().catch(undefined),
	website: link.optional().catch(undefined),
});

/**
 * The brand that a customer's `branding` describes. A value that cannot be used falls back to the next: a colour that
 * is none never keeps a mail from going out.
 *
 * @param fallback for what the branding does not say, such as the sender of the mail.
 */
export function brandOf(branding: unknown, fallback: Pick<Brand, 'brandName' | 'supportEmail'> = {}): Brand {
	const brand = given.parse(z.record(z.string(), z.unknown()).safeParse(branding).data ?? {});
	return {
		...brand,
		brandName: brand.brandName ?? fallback.brandName,
		supportEmail: brand.supportEmail ?? fallback.supportEmail,
	};
}

/** Black or white, whichever is easier to read on the colour. One of them always reaches the 4.5 : 1 of WCAG 2.2 AA. */
export function readableOn(background: string): '#ffffff' | '#000000' {
	return contrast(background, '#ffffff') >= contrast(background, '#000000') ? '#ffffff' : '#000000';
}

/** The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(one: string, other: string): number {
	const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a);
	return ((lighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05);
}

/** Relative luminance of sRGB (WCAG 2.2). */
function luminance(hex: string): number {
	const channel = (from: number) => {
		const share = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	};
	return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
