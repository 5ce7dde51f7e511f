import { z } from 'zod';
import { emailAddress, line, link } from './values';

/** How a mail looks and whom its reader can ask. The mail leaves out what is absent. */
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

const brandInput = z.object({
	brandName: line.optional().catch(undefined),
	logoUrl: link.optional().catch(undefined),
	primaryColor: color.catch(standardColor),
	supportEmail: emailAddress.optional().catch(undefined),
	website: link.optional().catch(undefined),
});

/**
 * Reads a customer's `branding`. A value that cannot be used is replaced: a wrong colour never stops a mail.
 *
 * @param fallback what the branding does not say, such as the sender of the mail.
 */
export function brandOf(branding: unknown, fallback: Pick<Brand, 'brandName' | 'supportEmail'> = {}): Brand {
	const brand = brandInput.parse(z.record(z.string(), z.unknown()).safeParse(branding).data ?? {});
	return {
		...brand,
		brandName: brand.brandName ?? fallback.brandName,
		supportEmail: brand.supportEmail ?? fallback.supportEmail,
	};
}

/** Chooses black or white, whichever contrasts more. One of them always reaches the 4.5 : 1 of WCAG 2.2 AA. */
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
