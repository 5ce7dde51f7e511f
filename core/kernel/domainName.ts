import { z } from 'zod';

/** A host name in ASCII that RFC 1123 allows, with at least one dot. The schema turns it into lower case. */
export const domainName = z
	.string()
	.trim()
	.toLowerCase()
	.regex(
		/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
		'must be a domain such as example.com',
	);
