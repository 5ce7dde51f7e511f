/** So many days before the end people are told, unless the operator says otherwise. */
export const standardThresholds: readonly number[] = [30, 14, 7, 1];

const dayMs = 86_400_000;

/** Whole days until a moment, rounded down: 0 on the last one, negative when it is over. */
export function daysUntil(end: Date, now: Date): number {
	return Math.floor((end.getTime() - now.getTime()) / dayMs);
}

/**
 * The threshold that is told of: the nearest to the end of those that are reached. After missed nights the ones before it are
 * passed over. Undefined when none is reached.
 */
export function reachedThreshold(end: Date, now: Date, thresholds: readonly number[]): number | undefined {
	const left = (end.getTime() - now.getTime()) / dayMs;
	const reached = thresholds.filter((threshold) => left <= threshold);
	return reached.length === 0 ? undefined : Math.min(...reached);
}
