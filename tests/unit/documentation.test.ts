import type { ICredentialType } from 'n8n-workflow';
import { z } from 'zod';
import { defaultStripeEvents } from '../../nodes/PaymentTrigger/events';
import { filesIn, instanceIn, nodesOfPack, textOf } from '../support/repository';

/**
 * Where the pages of docs/ can be read: they are part of the published package, and this address shows the files of a
 * package on npm. n8n's lint wants the address as a literal in each credential and each codex file, so it is held here:
 * change it here, and the tests name every place that has to follow.
 */
const docsAddress = 'https://cdn.jsdelivr.net/npm/n8n-nodes-msp/docs/';

const codex = z.object({
	resources: z.object({ primaryDocumentation: z.tuple([z.object({ url: z.string() })]) }),
});

/** GitHub's name of a heading, by which a link leads to it. */
const anchorOf = (heading: string) =>
	heading
		.toLowerCase()
		.replace(/[^\w\s-]/g, '')
		.trim()
		.replace(/\s/g, '-');

const pages = new Map(
	filesIn(['docs'], /\.md$/).map((path) => [
		path.replace(/^docs\//, ''),
		[...textOf(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)),
	]),
);

/** What is wrong with an address; nothing where it leads to a page, and to a heading of it if it names one. */
function complaintsOf(owner: string, address: string | undefined): string[] {
	if (!address?.startsWith(docsAddress)) return [`${owner}: '${address ?? ''}' does not lead to ${docsAddress}`];
	const [page = '', anchor] = address.slice(docsAddress.length).split('#');
	const headings = pages.get(page);
	if (!headings) return [`${owner}: there is no docs/${page}`];
	return anchor === undefined || headings.includes(anchor) ? [] : [`${owner}: docs/${page} has no heading #${anchor}`];
}

test('the documentation of every credential is a section of a page in docs/', async () => {
	const paths = filesIn(['credentials'], /\.credentials\.ts$/);
	const problems = await Promise.all(
		paths.map(async (path) => complaintsOf(path, (await instanceIn<ICredentialType>(path)).documentationUrl)),
	);
	expect(paths.length).toBeGreaterThan(5);
	expect(problems.flat()).toEqual([]);
});

test('the documentation of every node is its page in docs/', async () => {
	const problems = (await nodesOfPack()).flatMap(({ path, node }) => {
		const file = path.replace(/\.ts$/, '.json');
		const { data } = codex.safeParse(JSON.parse(textOf(file)));
		const url = data?.resources.primaryDocumentation[0].url;
		const own = node.description.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
		return [
			...complaintsOf(file, url),
			...(url === undefined || url.endsWith(`/nodes/${own}.md`) ? [] : [`${file}: leads to another node's page`]),
		];
	});
	expect(problems).toEqual([]);
});

test('every link within the docs names a heading that is there', () => {
	const problems = filesIn(['.'], /\.md$/).flatMap((path) =>
		[...textOf(path).matchAll(/\]\((?!https?:)([^)\s]*)#([^)\s]+)\)/g)].flatMap(([, target = '', anchor = '']) => {
			const page = target === '' ? path : new URL(target, `file:///${path}`).pathname.slice(1);
			const headings = [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
			return headings.includes(anchor) ? [] : [`${path}: ${page} has no heading #${anchor}`];
		}),
	);
	expect(problems).toEqual([]);
});

test("the page of Payment Trigger lists Stripe's default events, and the read-me says how many", () => {
	const [, section = ''] = textOf('docs/nodes/payment-trigger.md').split('\n## Which events to choose\n');
	const list = section.split('\n\n').find((part) => part.startsWith('- ')) ?? '';
	expect([...list.matchAll(/`([\w.]+)`/g)].map(([, name]) => name).sort()).toEqual([...defaultStripeEvents].sort());
	expect(defaultStripeEvents).toHaveLength(11);
	expect(textOf('README.md')).toContain('[these eleven events]');
});
