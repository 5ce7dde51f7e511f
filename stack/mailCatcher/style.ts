/** Light and dark, one column on a narrow window. */
export const style = `
:root { color-scheme: light dark; --back: #f5f6f8; --card: #fff; --text: #1d2433; --soft: #667085; --line: #e3e6ec;
	--accent: #3b5bdb; --accent-back: #eef2ff; }
@media (prefers-color-scheme: dark) {
	:root { --back: #12151c; --card: #1a1f2a; --text: #e6e9f0; --soft: #98a2b3; --line: #2a3140; --accent: #91a7ff;
		--accent-back: #232b45; }
}
* { box-sizing: border-box; }
body { margin: 0; height: 100vh; display: flex; flex-direction: column; background: var(--back); color: var(--text);
	font: 15px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
a { color: inherit; text-decoration: none; }
header { display: flex; align-items: center; gap: .75rem; padding: .75rem 1.25rem; background: var(--card);
	border-bottom: 1px solid var(--line); }
header h1 { margin: 0; font-size: 1.05rem; font-weight: 650; }
header svg { width: 26px; height: 26px; flex: none; }
header .count { color: var(--soft); }
header button { margin-left: auto; }
button { padding: .35rem .8rem; border: 1px solid var(--line); border-radius: 7px; background: var(--card);
	color: var(--text); font: inherit; font-size: .875rem; cursor: pointer; }
button:hover { border-color: var(--accent); color: var(--accent); }
main { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(260px, 360px) 1fr; }
.list { overflow-y: auto; border-right: 1px solid var(--line); background: var(--card); }
.list a { display: block; padding: .7rem 1.25rem; border-bottom: 1px solid var(--line); border-left: 3px solid transparent; }
.list a:hover { background: var(--back); }
.list a.open { background: var(--accent-back); border-left-color: var(--accent); }
.list .top { display: flex; justify-content: space-between; gap: 1rem; font-size: .82rem; color: var(--soft); }
.list .top span:first-child, .list .subject { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.list time { flex: none; font-variant-numeric: tabular-nums; }
.list .subject { font-weight: 600; }
.empty { padding: 4rem 2rem; text-align: center; color: var(--soft); }
.mail { min-width: 0; display: flex; flex-direction: column; padding: 1.25rem 1.75rem; gap: 1rem; overflow-y: auto; }
.mail h2 { margin: 0; font-size: 1.35rem; line-height: 1.3; }
.mail dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0; font-size: .9rem; }
.mail dt { color: var(--soft); }
.mail dd { margin: 0; overflow-wrap: anywhere; }
.tabs { display: flex; flex-direction: column; flex: 1; min-height: 24rem; border: 1px solid var(--line);
	border-radius: 10px; background: var(--card); overflow: hidden; }
.tabs nav { display: flex; gap: .25rem; padding: .5rem .6rem; border-bottom: 1px solid var(--line); }
.tabs input { position: absolute; opacity: 0; pointer-events: none; }
.tabs label { padding: .2rem .8rem; border-radius: 6px; color: var(--soft); font-size: .9rem; cursor: pointer; }
.tabs label:hover { color: var(--text); }
.tabs .pane { display: none; flex: 1; min-height: 0; }
.tabs iframe { width: 100%; height: 100%; min-height: 34rem; border: 0; background: #fff; }
.tabs pre { margin: 0; padding: 1rem 1.25rem; overflow: auto; font: 13px/1.55 ui-monospace, "DejaVu Sans Mono", monospace;
	white-space: pre-wrap; overflow-wrap: anywhere; }
.tabs table { width: 100%; border-collapse: collapse; font-size: .87rem; }
.tabs td { padding: .35rem 1.25rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
.tabs td:first-child { width: 12rem; color: var(--soft); }
${['html', 'text', 'headers', 'source']
	.map(
		(tab) => `#show-${tab}:checked ~ .pane-${tab} { display: block; }
#show-${tab}:checked ~ nav label[for=show-${tab}] { background: var(--accent-back); color: var(--accent); font-weight: 600; }
#show-${tab}:focus-visible ~ nav label[for=show-${tab}] { outline: 2px solid var(--accent); }`,
	)
	.join('\n')}
@media (max-width: 760px) {
	body { height: auto; }
	main { grid-template-columns: 1fr; }
	.list { border-right: 0; max-height: 40vh; }
	.mail { padding: 1rem; }
}
`;
