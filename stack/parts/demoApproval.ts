import { Told } from './told';

/** The hidden fields of the form on a page. */
function hiddenFields(html: string): Record<string, string> {
	const fields: Record<string, string> = {};
	for (const [tag] of html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
		const name = /name="([^"]*)"/.exec(tag)?.[1];
		if (name !== undefined) fields[name] = unescaped(/value="([^"]*)"/.exec(tag)?.[1] ?? '');
	}
	return fields;
}

const unescaped = (text: string) =>
	text
		.replaceAll('&quot;', '"')
		.replaceAll('&#39;', "'")
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&amp;', '&');

/**
 * Opens a page with a form, fills it in and presses a button, as a person does in a browser. Gives the title of the page
 * that answers.
 *
 * @throws Told when the page has no form, or refuses what was sent.
 */
export async function pressButton(link: string, filled: Readonly<Record<string, string>>): Promise<string> {
	const page = await fetch(link);
	const html = await page.text();
	if (!page.ok || !html.includes('<form')) throw new Told(`The page to approve has no form (${page.status}): ${link}`);
	// Without an action, a form is posted to the address of its page.
	const answer = await fetch(new URL(link).href.split('?')[0] ?? link, {
		method: 'POST',
		body: new URLSearchParams({ ...hiddenFields(html), ...filled }),
	});
	const answered = await answer.text();
	const title = /<title>([^<]*)<\/title>/.exec(answered)?.[1] ?? '';
	if (!answer.ok) throw new Told(`The approval was refused (${answer.status}): ${unescaped(title)}`);
	return unescaped(title);
}
