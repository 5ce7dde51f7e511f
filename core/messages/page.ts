import type { Language } from '../kernel/languages';
import { markup, type Markup } from './markup';

/** A page that n8n shows to a person who follows a link in a mail. */
export interface Page {
	readonly title: string;
	readonly language: Language;
	readonly body: Markup | readonly Markup[];
}

const style = markup`<style>
:root { color-scheme: light dark; --ink: #1e293b; --soft: #5b6779; --page: #f1f4f9; --card: #ffffff; --box: #f6f8fb; --rule: #e2e8f0; --main: #1d4ed8; }
@media (prefers-color-scheme: dark) { :root { --ink: #f1f5f9; --soft: #a3aec2; --page: #0b0f19; --card: #161c2b; --box: #1f2738; --rule: #2a3348; --main: #2563eb; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 24px 12px; background: var(--page); color: var(--ink); font: 16px/1.5 -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; }
main { max-width: 720px; margin: 0 auto; padding: 24px; background: var(--card); border: 1px solid var(--rule); border-radius: 10px; }
h1 { margin: 0 0 12px; font-size: 24px; line-height: 1.3; }
label.fix { display: flex; gap: 12px; margin: 0 0 10px; padding: 12px 14px; background: var(--box); border-radius: 8px; overflow-wrap: anywhere; cursor: pointer; }
label.fix input { flex: none; width: 20px; height: 20px; margin: 3px 0 0; }
label.fix span { display: block; }
.soft { color: var(--soft); font-size: 14px; }
.name { display: block; margin: 20px 0 16px; }
.name input { display: block; width: 100%; max-width: 320px; margin: 4px 0 0; padding: 10px 12px; border: 1px solid var(--soft); border-radius: 8px; background: transparent; color: inherit; font: inherit; }
button { padding: 13px 26px; border: 0; border-radius: 8px; background: var(--main); color: #ffffff; font: inherit; font-weight: 600; cursor: pointer; }
button.plain { margin-left: 8px; border: 1px solid var(--soft); background: transparent; color: inherit; }
h2 { margin: 24px 0 8px; font-size: 18px; }
h3 { margin: 14px 0 6px; font-size: 15px; }
dl { display: grid; grid-template-columns: minmax(88px, max-content) minmax(0, 1fr); gap: 6px 16px; margin: 20px 0; overflow-wrap: anywhere; }
dt { color: var(--soft); }
dd { margin: 0; }
pre { margin: 0 0 10px; padding: 10px 12px; max-height: 360px; overflow: auto; background: var(--box); border-radius: 8px; font: 13px/1.5 ui-monospace, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
pre.diff > * { display: block; text-decoration: none; }
pre.diff del { background: #dc262622; }
pre.diff ins { background: #16a34a22; }
table { width: 100%; border-collapse: collapse; overflow-wrap: anywhere; }
th, td { padding: 6px 8px 6px 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
th, td + td { overflow-wrap: break-word; }
details { margin: 8px 0; padding: 10px 12px; border: 1px solid var(--rule); border-radius: 8px; overflow-wrap: anywhere; }
summary { cursor: pointer; font-weight: 600; }
.verdict { padding: 10px 14px; border-left: 4px solid var(--main); background: var(--box); overflow-wrap: anywhere; }
.verdict.good { border-color: #16a34a; }
.verdict.bad { border-color: #dc2626; }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
</style>`;

/** Writes a page as HTML that loads nothing, runs nothing and sends no other site its address. */
export function asPage({ title, language, body }: Page): string {
	return markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
${style}
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.source;
}
