import { z } from 'zod';
import { ExternalError } from '../kernel/errors';
import { checkedUrl, request } from '../kernel/http';

/** How to reach an n8n over HTTP. */
export interface N8nAddress {
	/** Where its editor answers, with the path that a proxy may put before it. */
	readonly url: string;
	/** PEM of its certificate authority, or of the certificate itself. */
	readonly certificateAuthority?: string;
}

/** What everybody may see of an n8n. */
export interface N8nFacts {
	readonly version?: string;
	/** Of the pack in it: undefined when it is not installed, `unknown` when it is older than its version file. */
	readonly packVersion?: string;
}

/** The address without a slash at its end. @throws InputError when it is none. */
export const baseOf = ({ url }: N8nAddress): string => {
	const { origin, pathname } = checkedUrl(url);
	return `${origin}${pathname.replace(/\/+$/, '')}`;
};

/** What n8n calls its release in the page of its editor. */
const release = z.object({ release: z.string().regex(/^n8n@/) });

/**
 * Looks at the pages that n8n shows to everybody: which n8n it is, and whether the pack is in it.
 *
 * @throws ExternalError when nothing answers, or something else than n8n.
 */
export async function lookAtFrontPage(address: N8nAddress): Promise<N8nFacts> {
	const get = async (path: string) =>
		await request({
			method: 'GET',
			url: `${baseOf(address)}${path}`,
			certificateAuthority: address.certificateAuthority,
			repeat: 'safe',
		});
	const page = await get('/');
	if (page.status !== 200 || !/n8n:config|n8n\.io|<title>n8n/i.test(page.text)) {
		throw new ExternalError(
			'invalid',
			`${baseOf(address)} answers (${page.status}), but it is no n8n`,
			'Give the address of the editor with --url, such as https://n8n.example.net, with its path if it has one.',
		);
	}
	const [packVersion, icon] = await Promise.all([get(versionFile), get(anyIcon)]);
	const told = /<title>n8n-nodes-msp ([^<]+)<\/title>/.exec(packVersion.text)?.[1];
	return {
		version: versionIn(page.text),
		packVersion: told ?? (icon.status === 200 && icon.text.includes('<svg') ? 'unknown' : undefined),
	};
}

/** n8n gives out the drawings of a package to everybody. One of the pack's says its version, and shows nothing. */
const versionFile = '/icons/n8n-nodes-msp/dist/nodes/version.svg';
const anyIcon = '/icons/n8n-nodes-msp/dist/nodes/MspTask/mspTask.svg';

function versionIn(page: string): string | undefined {
	const encoded = /name="n8n:config:sentry" content="([A-Za-z0-9+/=]+)"/.exec(page)?.[1];
	if (encoded === undefined) return undefined;
	try {
		const read = release.parse(JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')));
		return read.release.slice('n8n@'.length);
	} catch {
		return undefined;
	}
}
