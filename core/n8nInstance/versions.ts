import { ExternalError } from '../kernel/errors';

/** The oldest n8n that the pack is tried on, and the first major version that nobody has tried. */
export const supportedN8n = { from: '2.4.0', below: '3.0.0' } as const;

const numbersOf = (version: string) => version.split(/[.+-]/).slice(0, 3).map(Number);

/** By the three numbers alone: a trial version of an n8n counts as that n8n. */
function compareNumbers(one: string, other: string): number {
	const [left, right] = [numbersOf(one), numbersOf(other)];
	for (let at = 0; at < 3; at++) {
		const difference = (left[at] ?? 0) - (right[at] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}

/** `beta`, `2` of `1.0.0-beta.2+build`; nothing for a release. */
const trialOf = (version: string): string[] => {
	const trial = /^[^+-]*-([^+]*)/.exec(version)?.[1];
	return trial === undefined ? [] : trial.split('.');
};

/** Negative when the first is older, in the order of Semantic Versioning: `1.0.0-beta.2` comes before `1.0.0`. */
export function compareVersions(one: string, other: string): number {
	const difference = compareNumbers(one, other);
	if (difference !== 0) return difference;
	const [left, right] = [trialOf(one), trialOf(other)];
	if (left.length === 0 || right.length === 0) return right.length - left.length;
	for (let at = 0; at < Math.max(left.length, right.length); at++) {
		const order = compareWords(left[at], right[at]);
		if (order !== 0) return order;
	}
	return 0;
}

function compareWords(one: string | undefined, other: string | undefined): number {
	if (one === undefined || other === undefined) return Number(one !== undefined) - Number(other !== undefined);
	const [isNumber, isOtherNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)];
	if (isNumber && isOtherNumber) return Number(one) - Number(other);
	if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
	return one < other ? -1 : Number(one > other);
}

/** @throws ExternalError when the pack does not run on this n8n. */
export function checkN8nVersion(version: string): void {
	const { from, below } = supportedN8n;
	if (compareNumbers(version, from) >= 0 && compareNumbers(version, below) < 0) return;
	throw new ExternalError(
		'invalid',
		`this n8n is ${version}, and the pack is for n8n ${from} and later, below ${below}`,
		compareNumbers(version, from) < 0 ? `Update n8n to ${from} or later.` : 'Take a newer version of the pack.',
	);
}
