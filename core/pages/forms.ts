import { markup, type Markup } from './markup';

/** What a control has in common: its name in the post, the words above it, and a hint below. */
export interface Labelled {
	readonly name: string;
	readonly label: string;
	readonly hint?: string;
	readonly required?: boolean;
}

const hintOf = (hint: string | undefined) =>
	hint === undefined ? markup`` : markup`<span class="soft">${hint}</span>`;
const flag = (name: string, set: boolean | undefined) => (set === true ? markup` ${name}` : markup``);

export interface FormFrame {
	/** What the form carries unseen, such as its ticket. */
	readonly hidden?: Readonly<Record<string, string>>;
	readonly body: Markup | readonly Markup[];
	/** True when a file goes with it. */
	readonly withFile?: boolean;
}

/** A form that posts to the address that shows it. */
export function form({ hidden = {}, body, withFile = false }: FormFrame): Markup {
	const kept = Object.entries(hidden).map(
		([name, value]) => markup`<input type="hidden" name="${name}" value="${value}">
`,
	);
	return markup`<form method="post"${withFile ? markup` enctype="multipart/form-data"` : markup``}>
${kept}${body}
</form>`;
}

/** A line of text, a day as YYYY-MM-DD, or a whole number. */
export function textField({
	name,
	label,
	hint,
	required,
	type = 'text',
	value = '',
	autocomplete,
	maxLength,
	least,
	most,
}: Labelled & {
	readonly type?: 'text' | 'email' | 'date' | 'number';
	readonly value?: string;
	readonly autocomplete?: string;
	readonly maxLength: number;
	/** The first and the last day, or the least and the most, that the browser offers. */
	readonly least?: string;
	readonly most?: string;
}): Markup {
	const bounds = [
		least === undefined ? markup`` : markup` min="${least}"`,
		most === undefined ? markup`` : markup` max="${most}"`,
	];
	const completed = autocomplete === undefined ? markup`` : markup` autocomplete="${autocomplete}"`;
	return markup`<label class="name">${label}<input type="${type}" name="${name}" value="${value}" maxlength="${maxLength}"${bounds}${flag('required', required)}${completed}>${hintOf(hint)}</label>
`;
}

/** A place for one file. A file can be dropped on it, because the input itself fills it: it needs no script. */
export function fileField({
	name,
	label,
	hint,
	required,
	accept,
}: Labelled & { readonly accept: readonly string[] }): Markup {
	return markup`<label class="drop">${label}<input type="file" name="${name}" accept="${accept.join(',')}"${flag('required', required)}>${hintOf(hint)}</label>
`;
}

export interface Choice {
	readonly value: string;
	readonly label: string;
}

/** A list to choose one from. */
export function choiceField({
	name,
	label,
	hint,
	required,
	choices,
	chosen,
	compact = false,
}: Labelled & {
	readonly choices: readonly Choice[];
	readonly chosen: string;
	/** For a cell of a table: the label is read out and not shown. */
	readonly compact?: boolean;
}): Markup {
	const options = choices.map(
		({ value, label: shown }) =>
			markup`<option value="${value}"${flag('selected', value === chosen)}>${shown}</option>`,
	);
	if (compact) {
		return markup`<select name="${name}" aria-label="${label}"${flag('required', required)}>${options}</select>`;
	}
	return markup`<label class="name">${label}<select name="${name}"${flag('required', required)}>${options}</select>${hintOf(hint)}</label>
`;
}

/** One of a few, all of them in sight. */
export function radioField({
	name,
	label,
	choices,
	chosen,
}: Omit<Labelled, 'hint' | 'required'> & { readonly choices: readonly Choice[]; readonly chosen: string }): Markup {
	return markup`<fieldset><legend>${label}</legend>
${choices.map(
	({ value, label: shown }) =>
		markup`<label class="fix"><input type="radio" name="${name}" value="${value}"${flag('checked', value === chosen)}><span>${shown}</span></label>
`,
)}</fieldset>
`;
}

/** A button that sends the form. Several of one form are told apart by their name and value. */
export function button(
	label: string,
	{ name, value, plain = false }: { readonly name?: string; readonly value?: string; readonly plain?: boolean } = {},
): Markup {
	const named = name === undefined ? markup`` : markup` name="${name}" value="${value ?? ''}"`;
	return markup`<button${plain ? markup` class="plain"` : markup``}${named}>${label}</button>
`;
}
