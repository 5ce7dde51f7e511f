const space = '[ \\t\\n]+';
const equals = '[ \\t\\n]*=[ \\t\\n]*';
const quoted = (value: string) => `(?:"${value}"|'${value}')`;
const declaration = new RegExp(
	`^${space}version${equals}${quoted('1\\.[0-9]+')}` +
		`(?:${space}encoding${equals}${quoted('[A-Za-z][A-Za-z0-9._-]*')})?` +
		`(?:${space}standalone${equals}${quoted('(?:yes|no)')})?[ \\t\\n]*$`,
);

/** Whether this is what stands between `<?xml` and `?>`: XML 1.0, production 23. */
export function isDeclaration(text: string): boolean {
	return declaration.test(text);
}
