import { domainToASCII, domainToUnicode } from 'node:url';
import { z } from 'zod';

const complaint = 'must be a domain such as example.com';

/**
 * A host name as people type or paste it, brought into its one normal form: A-labels (IDNA, UTS 46), lower case, at
 * least one dot; no scheme, path, port or last dot. A leading `www.` stays: it is a host of its own.
 */
export const domainName = normalForm(normalDomain);

/** The domain of a site or an account, in its one normal form. `www.example.com` is the site example.com. */
export const siteDomain = normalForm(siteOf);

function normalForm(normal: (text: string) => string | undefined) {
	return z.string().transform((text, context) => {
		const found = normal(text);
		if (found !== undefined) return found;
		context.addIssue(complaint);
		return z.NEVER;
	});
}

/** Returns the normal form of a host name; undefined when the text names no host below a top-level domain. */
export function normalDomain(text: string): string | undefined {
	const host = hostIn(text);
	// The URL parser behind domainToASCII would decode escapes, and cut off what follows some of these.
	if (host === undefined || /[\s%/\\?#@:[\]<>^|_]/.test(host)) return undefined;
	const ascii = domainToASCII(host).replace(/\.$/, '');
	return isHostName(ascii) && ascii.split('.').every(isLabel) ? ascii : undefined;
}

/** Returns the site that a host name belongs to, in its normal form: without `www.` in front. */
export function siteOf(text: string): string | undefined {
	// `www.com` is a domain of its own.
	return normalDomain(text)?.replace(/^(www\.)+(?=[^.]+\.)/, '');
}

/** Returns true when both texts name the same site, however they are spelled. */
export function sameSite(one: string, other: string): boolean {
	return siteKey(one) === siteKey(other);
}

/** The site, by which spellings are compared; the bare text in lower case when it is no domain. */
export const siteKey = (text: string): string => siteOf(text) ?? text.trim().toLowerCase();

/** The host name as a panel told it, in its normal form; as it came, in lower case, when it is no domain. */
export const toldDomain = (text: string): string => normalDomain(text) ?? text.trim().toLowerCase();

/** A text to search stored domains for: a domain in its normal form, a part in Unicode as its A-label, the rest as it is. */
export function domainSearch(text: string): string {
	const part = text.trim();
	return siteOf(part) ?? (/^[^\s.]*\P{ASCII}[^\s.]*$/u.test(part) ? domainToASCII(part) || part : part);
}

/** The domain for people to read: in Unicode. Software takes the normal form. */
export function displayDomain(domain: string): string {
	const normal = normalDomain(domain);
	return normal === undefined || normal !== domain.toLowerCase() ? domain : domainToUnicode(normal);
}

/** What is between the scheme and the port of an address, and all of a bare name. */
function hostIn(text: string): string | undefined {
	const [, host] = /^(?:[a-z][a-z0-9+.-]*:\/\/|\/\/)?([^/?#\\]*?)(?::\d{1,5})?(?:[/?#].*)?$/isu.exec(text.trim()) ?? [];
	return host;
}

/** RFC 1123, with a top-level domain that begins with a letter: an address in numbers is no domain. */
const isHostName = (text: string) =>
	/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/.test(text);

/**
 * IDNA 2008 (RFC 5892) has letters, marks and digits in a label, and no symbols such as emoji, which UTS 46 lets pass. An
 * A-label that no text leads to is a fake.
 */
function isLabel(label: string): boolean {
	if (!label.startsWith('xn--')) return true;
	const unicode = domainToUnicode(label);
	return (
		/^(?:[\p{Ll}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}\u00b7\u0375\u05f3\u05f4\u30fb-]|\u200c|\u200d)+$/u.test(unicode) &&
		domainToASCII(unicode) === label
	);
}
