import { ExternalError } from '../kernel/errors';

/** The oldest n8n that the pack is tried on, and the first major version that nobody has tried. */
export const supportedN8n = { from: '2.4.0', below: '3.0.0' } as const;

const numbersOf = (version: string) => version.split(/[.-]/).slice(0, 3).map(Number);

/** Negative when the first is older. */
export function compareVersions(one: string, other: string): number {
	const [left, right] = [numbersOf(one), numbersOf(other)];
	for (let at = 0; at < 3; at++) {
		const difference = (left[at] ?? 0) - (right[at] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}

/** @throws ExternalError when the pack does not run on this n8n. */
export function checkN8nVersion(version: string): void {
	const { from, below } = supportedN8n;
	if (compareVersions(version, from) >= 0 && compareVersions(version, below) < 0) return;
	throw new ExternalError(
		'invalid',
		`this n8n is ${version}, and the pack is for n8n ${from} and later, below ${below}`,
		compareVersions(version, from) < 0 ? `Update n8n to ${from} or later.` : 'Take a newer version of the pack.',
	);
}
