import { markup } from './markup';

/** The one style of all pages. It loads nothing, and follows the reader's choice of light or dark. */
export const style = markup`<style>
:root { color-scheme: light dark; --ink: #1e293b; --soft: #5b6779; --page: #f1f4f9; --card: #ffffff; --box: #f6f8fb; --rule: #e2e8f0; --main: #1d4ed8; --link: #1d4ed8; }
@media (prefers-color-scheme: dark) { :root { --ink: #f1f5f9; --soft: #a3aec2; --page: #0b0f19; --card: #161c2b; --box: #1f2738; --rule: #2a3348; --main: #2563eb; --link: #93b4ff; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 24px 12px; background: var(--page); color: var(--ink); font: 16px/1.5 -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; }
main { max-width: 720px; margin: 0 auto; padding: 24px; background: var(--card); border: 1px solid var(--rule); border-radius: 10px; }
main.wide { max-width: 1080px; }
h1 { margin: 0 0 12px; font-size: 24px; line-height: 1.3; }
label.fix { display: flex; gap: 12px; margin: 0 0 10px; padding: 12px 14px; background: var(--box); border-radius: 8px; overflow-wrap: anywhere; cursor: pointer; }
label.fix input { flex: none; width: 20px; height: 20px; margin: 3px 0 0; }
label.fix span { display: block; }
.soft { color: var(--soft); font-size: 14px; }
.name { display: block; margin: 20px 0 16px; }
.name input, .name select { display: block; width: 100%; max-width: 420px; min-height: 46px; margin: 4px 0 0; padding: 10px 12px; border: 1px solid var(--soft); border-radius: 8px; background: var(--card); color: inherit; font: inherit; }
.name .soft { display: block; margin: 4px 0 0; }
td select { width: 100%; max-width: 260px; min-height: 40px; padding: 6px 8px; border: 1px solid var(--soft); border-radius: 8px; background: var(--card); color: inherit; font: inherit; }
form.row { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 0 16px; margin: 20px 0; }
form.row .name { flex: 1 1 170px; margin: 0 0 12px; }
form.row .name input, form.row .name select { max-width: none; }
form.row .actions { margin: 28px 0 0; }
fieldset { margin: 20px 0; padding: 0; border: 0; }
legend { margin: 0 0 8px; padding: 0; }
.drop { display: block; margin: 20px 0 16px; }
.drop input { display: block; width: 100%; margin: 4px 0 0; padding: 44px 16px; border: 2px dashed var(--soft); border-radius: 10px; background: var(--box); color: inherit; font: inherit; cursor: pointer; }
.drop .soft { display: block; margin: 4px 0 0; }
progress { display: block; width: 100%; height: 16px; margin: 8px 0 0; accent-color: var(--main); }
.figures { display: flex; flex-wrap: wrap; gap: 12px; margin: 16px 0; padding: 0; list-style: none; }
.figures li { flex: 1 1 130px; padding: 12px 14px; background: var(--box); border-radius: 8px; }
.figures strong { display: block; font-size: 24px; line-height: 1.2; }
a { color: var(--link); }
a.button { display: inline-block; padding: 13px 26px; border-radius: 8px; background: var(--main); color: #ffffff; font-weight: 600; text-decoration: none; }
nav { display: flex; flex-wrap: wrap; gap: 16px; margin: 0 0 16px; font-size: 14px; }
.actions { display: flex; flex-wrap: wrap; gap: 12px; margin: 20px 0 0; }
.actions button.plain { margin-left: 0; }
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
table.stacked td { overflow-wrap: break-word; }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
caption { padding: 0 0 6px; text-align: left; font-weight: 600; }
@media (max-width: 640px) {
  body { padding: 12px 8px; }
  main { padding: 16px; }
  table.stacked thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table.stacked, table.stacked tbody, table.stacked tr, table.stacked td, table.stacked caption { display: block; }
  table.stacked tr { padding: 10px 0; border-bottom: 1px solid var(--rule); }
  table.stacked td, table.stacked td.number { display: grid; grid-template-columns: minmax(96px, 34%) minmax(0, 1fr); gap: 4px 10px; padding: 3px 0; border: 0; text-align: left; white-space: normal; }
  table.stacked td:empty { display: none; }
  table.stacked td::before { content: attr(data-label); color: var(--soft); font-size: 14px; }
  table.stacked td select { max-width: none; }
}
table.calendar { table-layout: fixed; margin: 0 0 24px; border: 1px solid var(--rule); }
table.calendar caption { font-size: 18px; }
table.calendar caption::first-letter { text-transform: uppercase; }
table.calendar th { padding: 6px 8px; color: var(--soft); font-size: 13px; font-weight: 400; }
table.calendar td { height: 96px; padding: 6px; border: 1px solid var(--rule); overflow-wrap: anywhere; }
table.calendar td.quiet { color: var(--soft); }
table.calendar td.blank { background: var(--box); }
table.calendar a { display: block; font-weight: 600; }
table.calendar time .long, .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
table.calendar ul { margin: 4px 0 0; padding: 0; list-style: none; }
table.calendar li { margin: 0 0 3px; padding: 2px 6px; border-left: 3px solid var(--soft); border-radius: 4px; background: var(--box); font-size: 13px; line-height: 1.35; overflow-wrap: break-word; hyphens: auto; }
table.calendar li.good { border-color: #16a34a; }
table.calendar li.info { border-color: var(--main); }
table.calendar li.warn { border-color: #d97706; background: #d9770622; }
table.calendar li.bad { border-color: #dc2626; background: #dc262622; font-weight: 600; }
table.calendar td > .soft { font-size: 13px; }
@media (max-width: 640px) {
  table.calendar, table.calendar tbody, table.calendar tr, table.calendar td, table.calendar caption { display: block; border: 0; }
  table.calendar thead, table.calendar td.blank, table.calendar td.quiet { display: none; }
  table.calendar td { height: auto; padding: 10px 0; border-bottom: 1px solid var(--rule); }
  table.calendar time .long { position: static; width: auto; height: auto; clip-path: none; }
  table.calendar time .short { display: none; }
  table.calendar li { font-size: 15px; }
  form.row .actions { margin: 0; }
}
details { margin: 8px 0; padding: 10px 12px; border: 1px solid var(--rule); border-radius: 8px; overflow-wrap: anywhere; }
summary { cursor: pointer; font-weight: 600; }
.verdict { padding: 10px 14px; border-left: 4px solid var(--main); background: var(--box); overflow-wrap: anywhere; }
.verdict.good { border-color: #16a34a; }
.verdict.bad { border-color: #dc2626; }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
</style>`;
