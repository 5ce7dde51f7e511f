/** `npm test -- --all` sets it: every property is then tried more often. */
export const thoroughVariable = 'MSP_THOROUGH';

/**
 * How often a property is tried: enough to find what somebody has just broken, and more when there is time, as at night.
 *
 * @param usual in the run of everybody, where each try is dear.
 * @param thorough with `npm test -- --all`.
 */
export function tries(usual: number, thorough: number): number {
	return process.env[thoroughVariable] === '1' ? thorough : usual;
}
