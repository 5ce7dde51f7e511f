import { placesIn, soughtText, type Break, type Sought } from './secretPlaces';

const redacted = '[redacted]';

/**
 * Removes the secrets from a text in every form in which they travel: plain, in a URL, a form, JSON, YAML, Python, XML or
 * base64. Line breaks within a secret hide none of it.
 *
 * @param between `blank` for lines that were joined: there a blank may stand in the middle of a secret.
 */
export function redact(text: string, secrets: readonly string[], between: Break = 'line'): string {
	let [shown, from] = ['', 0];
	for (const { start, end } of placesIn(text, soughtOf(secrets), between)) {
		shown += text.slice(from, start) + redacted;
		from = end;
	}
	return shown + text.slice(from);
}

/** The same list is asked for with each text of a result: its forms are made once. */
const known = new WeakMap<readonly string[], { readonly secrets: readonly string[]; readonly sought: Sought[] }>();

function soughtOf(secrets: readonly string[]): Sought[] {
	const before = known.get(secrets);
	const same = before?.secrets.length === secrets.length && before.secrets.every((one, at) => one === secrets[at]);
	if (before !== undefined && same) return before.sought;
	const forms = new Set(secrets.filter((secret) => secret !== '').flatMap(formsOf));
	const sought = [...forms].map(soughtText);
	known.set(secrets, { secrets: [...secrets], sought });
	return sought;
}

/** A shorter text would hide parts of every other word. */
export const shortestSecret = 4;

/** A secret, each line of it, and both without the blanks around them: YAML and logs break a text at its lines. */
export function partsOfSecret(secret: string): string[] {
	const parts = [secret, ...secret.split(/\r\n|\r|\n/)];
	return parts.flatMap((part) => [part, part.trim()]).filter((part) => part.trim().length >= shortestSecret);
}

function formsOf(secret: string): string[] {
	const bytes = Buffer.from(secret);
	const inUrl = encodeURIComponent(bytes.toString());
	const inForm = new URLSearchParams([['', secret]]).toString().slice(1);
	const json = asJson(secret);
	const python = pythonForms(secret);
	const base64 = [bytes.toString('base64'), ...insideBase64(bytes)];
	return [
		secret,
		...[inUrl, inForm, strictly(inUrl)].flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, lower)]),
		// PHP escapes the slash. PHP and Python escape everything but ASCII. Go escapes the characters of HTML markup.
		...[json, json.replaceAll('/', '\\/')].flatMap((form) => [form, inAscii(form), form.replace(/[<>&]/g, asUnicode)]),
		// JSON within JSON: a program tells what another one answered.
		...[json, inAscii(json)].flatMap(jsonForms),
		...[secret.replaceAll("'", "''"), inYaml(secret, true), inYaml(secret, false)],
		// Python within JSON: Ansible tells of a dictionary in a message.
		...python.flatMap((form) => [form, ...jsonForms(form)]),
		...apostrophes.flatMap((apostrophe) => [inXml(secret, '&quot;', apostrophe), inXml(secret, '&#34;', apostrophe)]),
		...base64.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')]),
		...base64.map((form) => encodeURIComponent(form)),
	];
}

/** Encodes as RFC 3986 says: PHP encodes these characters, too. */
const strictly = (inUrl: string) =>
	inUrl.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
const asJson = (text: string) => JSON.stringify(text).slice(1, -1);
const jsonForms = (text: string) => [asJson(text), inAscii(asJson(text))];
const lower = (text: string) => text.toLowerCase();
const asUnicode = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
const inAscii = (text: string) => text.replace(/[\u0080-\uffff]/g, asUnicode);

const yamlEscapes: Readonly<Record<string, string>> = {
	...{ '\0': '0', '\u0007': 'a', '\b': 'b', '\t': 't', '\n': 'n', '\v': 'v', '\f': 'f', '\r': 'r', '\u001b': 'e' },
	...{ '"': '"', '\\': '\\', '\u0085': 'N', '\u00a0': '_', '\u2028': 'L', '\u2029': 'P' },
};

/** Between double quotes, as PyYAML writes it, which Ansible uses (yaml/emitter.py, write_double_quoted). */
function inYaml(text: string, asciiOnly: boolean): string {
	return Array.from(text, (character) => {
		const code = character.codePointAt(0) ?? 0;
		const escape = yamlEscapes[character];
		const stays = (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff);
		if (escape !== undefined && (asciiOnly || code !== 0xa0)) return `\\${escape}`;
		if ((code >= 0x20 && code <= 0x7e) || (stays && !asciiOnly)) return character;
		const hex = code.toString(16).toUpperCase();
		if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
		return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
	}).join('');
}

/** As Python's repr and ascii write it: between double quotes, and between single ones where both are in it. */
function pythonForms(text: string): string[] {
	const printed = text
		.replaceAll('\\', '\\\\')
		.replaceAll('\n', '\\n')
		.replaceAll('\r', '\\r')
		.replaceAll('\t', '\\t')
		.replace(/\p{Cc}/gu, inHex);
	const forms = [printed, printed.replace(/[\p{Z}\p{C}]/gu, (one) => (one === ' ' ? one : inHex(one)))];
	const all = [...forms, printed.replace(/[\u{80}-\u{10ffff}]/gu, inHex)];
	return all.flatMap((form) => [form, form.replaceAll("'", "\\'")]);
}

function inHex(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	const hex = code.toString(16);
	if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
	return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

const apostrophes = ["'", '&apos;', '&#39;', '&#039;', '&#x27;'];
function inXml(text: string, quote: string, apostrophe: string): string {
	return text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', quote)
		.replaceAll("'", apostrophe);
}

/** A shorter secret would hide parts of other words. */
const tellingLength = 8;

/** The base64 form inside a longer text, such as `user:secret`, whose other characters are unknown. */
function insideBase64(bytes: Buffer): string[] {
	return [0, 1, 2].flatMap((before) => {
		const whole = Buffer.concat([Buffer.alloc(before), bytes]);
		// Only the characters whose six bits all come from the secret.
		const own = whole.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((whole.length * 8) / 6));
		return own.length < tellingLength ? [] : [own];
	});
}

/** The names of fields with secrets, here and at vendors: `password`, `api_token`, `client_secret`, `PrivateKey`. */
const secretName =
	/pass$|passw(or)?d|passphrase|secret|token$|^authorization$|cookie$|(api|access|private|encryption|login)[-_ ]?key$|signature$|credentials?$/i;

/** Copies JSON-like data and replaces every value under the name of a secret, at any depth. */
export function redactKeys(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(redactKeys);
	if (typeof value !== 'object' || value === null || value instanceof Date) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, held]) => [
			name,
			secretName.test(name) && held !== null && held !== undefined ? redacted : redactKeys(held),
		]),
	);
}
