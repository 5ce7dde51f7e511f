import type { Language } from '../kernel/languages';
import { contrast, readableOn, type Brand } from './brand';
import type { Block, Letter } from './letter';
import { markup, type Markup } from '../pages';
import { writerOf, type Closing } from './writer';

/**
 * Colours are inline because many mail programs drop the style element. A program that keeps it and has a dark mode takes
 * the dark colours from here.
 */
const darkStyle = markup`<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
	.page { background-color: #0b0f19 !important; }
	.card { background-color: #161c2b !important; border-color: #2a3348 !important; }
	.ink { color: #f1f5f9 !important; }
	.soft { color: #a3aec2 !important; }
	.box { background-color: #1f2738 !important; }
	.rule { border-color: #2a3348 !important; }
	.link { color: #93c5fd !important; }
	.button { border-color: #64748b !important; }
}
</style>`;

const font = `font-family: -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;`;
const ink = 'color: #1e293b;';
const soft = 'color: #5b6779;';

/** Writes a letter as HTML, at most 600 pixels wide: no layout tables, no scripts, nothing loaded but the logo. */
export function asHtml(letter: Letter, language: Language, brand: Brand): string {
	const { words, closing } = writerOf(language);
	const block = blockWriter(words.letter.buttonFails, brand);
	const greeting = letter.greeting === undefined ? [] : [paragraph(letter.greeting)];
	return markup`<!doctype html>
<html lang="${language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${letter.subject}</title>
${darkStyle}
</head>
<body class="page" style="margin: 0; padding: 0; background-color: #f1f4f9;">
<div style="display: none; max-height: 0; overflow: hidden; mso-hide: all;">${letter.preview}</div>
<div class="page" role="article" aria-label="${letter.subject}" style="padding: 32px 12px; background-color: #f1f4f9; ${font}">
<div class="card" style="max-width: 600px; margin: 0 auto; background-color: #ffffff; border: 1px solid #e2e8f0; border-radius: 10px; overflow: hidden;">
<div style="height: 6px; font-size: 0; line-height: 0; background-color: ${letter.accent ?? brand.primaryColor};"></div>
<div style="padding: 32px 32px 28px;">
${masthead(brand)}<h1 class="ink" style="margin: 0 0 20px; font-size: 24px; line-height: 1.3; font-weight: 700; ${ink}">${letter.heading}</h1>
${greeting}${letter.body.map(block)}${letter.to === 'customer' ? signature(closing(brand), brand) : []}</div>
</div>
${footer(brand)}</div>
</body>
</html>
`.source;
}

function masthead({ logoUrl, brandName }: Brand): Markup | readonly Markup[] {
	if (logoUrl !== undefined) {
		// The background is white in dark mode, too: most logos are drawn for paper.
		return markup`<div style="margin: 0 0 24px;"><img src="${logoUrl}" alt="${brandName ?? ''}" height="40" style="display: inline-block; height: 40px; max-width: 100%; padding: 4px 6px; margin-left: -6px; border: 0; border-radius: 6px; background-color: #ffffff; font-size: 18px; font-weight: 700; color: #1e293b;"></div>
`;
	}
	if (brandName === undefined) return [];
	return markup`<div class="soft" style="margin: 0 0 20px; font-size: 15px; font-weight: 600; letter-spacing: 0.02em; ${soft}">${brandName}</div>
`;
}

function paragraph(text: string): Markup {
	return markup`<p class="ink" style="margin: 0 0 18px; font-size: 16px; line-height: 1.6; ${ink}">${text}</p>
`;
}

function blockWriter(buttonFails: string, brand: Brand): (block: Block) => Markup {
	const link = linkStyle(brand);
	return (block) => {
		switch (block.kind) {
			case 'paragraph':
				return paragraph(block.text);
			case 'facts':
				return markup`<div class="box" style="margin: 0 0 24px; padding: 6px 20px; border-radius: 8px; background-color: #f6f8fb;">
${block.facts.map(
	({ label, values }, index) =>
		markup`<div class="rule" style="padding: 10px 0; ${index === 0 ? '' : 'border-top: 1px solid #e2e8f0;'}"><div class="soft" style="font-size: 13px; line-height: 1.5; ${soft}">${label}</div>${values.map(
			(value) =>
				markup`<div class="ink" style="font-size: 16px; line-height: 1.5; font-weight: 600; overflow-wrap: anywhere; ${ink}">${value}</div>`,
		)}</div>
`,
)}</div>
`;
			case 'quote':
				return markup`<div style="margin: 0 0 20px;"><div class="soft" style="margin: 0 0 6px; font-size: 13px; line-height: 1.5; ${soft}">${block.label}</div><div class="box ink" style="padding: 12px 16px; border-left: 4px solid #dc2626; background-color: #f6f8fb; font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 14px; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere; ${ink}">${block.text}</div></div>
`;
			case 'button':
				return markup`<div style="margin: 0 0 24px;"><a class="button" href="${block.url}" style="display: inline-block; padding: 13px 26px; border: 1px solid ${brand.primaryColor}; border-radius: 8px; background-color: ${brand.primaryColor}; color: ${readableOn(brand.primaryColor)}; font-size: 16px; line-height: 1.25; font-weight: 600; text-decoration: none;">${block.label}</a><div class="soft" style="margin: 14px 0 0; font-size: 13px; line-height: 1.5; ${soft}">${buttonFails}<br><a class="link" href="${block.url}" style="overflow-wrap: anywhere; word-break: break-all; ${link}">${block.url}</a></div></div>
`;
			case 'heading':
				return markup`<h2 class="ink" style="margin: 30px 0 14px; font-size: 18px; line-height: 1.35; font-weight: 700; ${ink}">${block.text}</h2>
`;
			case 'table':
				return numberTable(block.columns, block.rows);
			case 'entry':
				// A report has many entries, and a mail program cuts off a mail longer than about 100 kB: the markup is short.
				return markup`<div class="box ink" style="margin: 0 0 12px; padding: 12px 16px; border-left: 4px solid ${block.accent}; border-radius: 4px; background-color: #f6f8fb; font-size: 14px; line-height: 1.55; overflow-wrap: anywhere; ${ink}">
<strong style="font-size: 16px;">${block.title}</strong><br>
<span class="soft" style="font-size: 13px; ${soft}">${block.subtitle}</span>${block.facts.map(
					({ label, values }) =>
						markup`<br>
<span class="soft" style="padding-right: 4px; ${soft}">${label}</span> ${values.join(', ')}`,
				)}
</div>
`;
		}
	};
}

/** The columns stay side by side on a phone, too. */
function numberTable(columns: readonly string[], rows: ReadonlyArray<readonly string[]>): Markup {
	const alignment = (column: number) =>
		column === 0 ? 'text-align: left;' : 'text-align: right; white-space: nowrap;';
	const cellStyle = 'padding: 8px 0 8px 10px; font-size: 14px; line-height: 1.4;';
	const inset = (column: number) => (column === 0 ? 'padding-left: 0; overflow-wrap: anywhere;' : '');
	return markup`<table style="width: 100%; margin: 0 0 24px; border-collapse: collapse;">
<thead><tr>${columns.map(
		(label, column) =>
			markup`<th class="soft" scope="col" style="${cellStyle} ${inset(column)} ${alignment(column)} font-weight: 600; vertical-align: bottom; ${soft}">${label}</th>`,
	)}</tr></thead>
<tbody>${rows.map(
		(row) =>
			markup`<tr>${row.map(
				(cell, column) =>
					markup`<td class="ink rule" style="${cellStyle} ${inset(column)} ${alignment(column)} border-top: 1px solid #e2e8f0; ${ink}">${cell}</td>`,
			)}</tr>
`,
	)}</tbody>
</table>
`;
}

function signature({ questions, signOff, team }: Closing, brand: Brand): Markup {
	const { supportEmail } = brand;
	const [before = '', after] = supportEmail === undefined ? [] : questions.split(supportEmail);
	const address =
		supportEmail === undefined || after === undefined
			? markup`${questions}`
			: markup`${before}<a class="link" href="mailto:${supportEmail}" style="${linkStyle(brand)}">${supportEmail}</a>${after}`;
	return markup`<p class="ink rule" style="margin: 28px 0 0; padding: 22px 0 0; border-top: 1px solid #e2e8f0; font-size: 16px; line-height: 1.6; ${ink}">${address}</p>
<p class="ink" style="margin: 18px 0 0; font-size: 16px; line-height: 1.6; ${ink}">${signOff}<br><strong>${team}</strong></p>
`;
}

function footer({ brandName, website }: Brand): Markup | readonly Markup[] {
	if (brandName === undefined && website === undefined) return [];
	const site =
		website === undefined
			? []
			: [markup`<a class="soft" href="${website}" style="${soft}">${website.replace(/^https?:\/\/|\/$/g, '')}</a>`];
	return markup`<div class="soft" style="max-width: 600px; margin: 18px auto 0; text-align: center; font-size: 13px; line-height: 1.5; ${soft}">${brandName ?? ''}${brandName !== undefined && website !== undefined ? ' · ' : ''}${site}</div>
`;
}

/** A link has the brand's colour when that is readable on white. */
function linkStyle({ primaryColor }: Brand): string {
	return `color: ${contrast(primaryColor, '#ffffff') >= 4.5 ? primaryColor : '#1d4ed8'}; text-decoration: underline;`;
}
