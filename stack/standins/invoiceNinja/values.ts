/** Readers of loose values, as PHP casts them. */

export type Values = Record<string, unknown>;

export function num(value: unknown): number {
	if (typeof value === 'number') return Number.isFinite(value) ? value : 0;
	if (typeof value === 'boolean') return value ? 1 : 0;
	const read = typeof value === 'string' ? Number.parseFloat(value) : Number.NaN;
	return Number.isFinite(read) ? read : 0;
}

export function text(value: unknown): string {
	return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

export function truth(value: unknown): boolean {
	return value === true || value === 1 || value === '1' || value === 'true';
}

export function isValues(value: unknown): value is Values {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function values(value: unknown): Values {
	return isValues(value) ? value : {};
}

export function valuesList(value: unknown): Values[] {
	return Array.isArray(value) ? value.filter(isValues) : [];
}

export function textList(value: unknown): string[] {
	return Array.isArray(value) ? value.map(text).filter((one) => one !== '') : [];
}

/**
 * Rounds as PHP's round(): half away from zero, of the number as its fifteen digits say it
 * (php-src ext/standard/math.c, php_round_helper with pre-rounding).
 */
export function round(value: number, places: number): number {
	const factor = 10 ** places;
	const scaled = Number((Math.abs(value) * factor).toPrecision(15));
	const rounded = (Math.sign(value) * Math.round(scaled)) / factor;
	return Object.is(rounded, -0) ? 0 : rounded;
}

/** Whole seconds: `updated_at` has no more. */
export function now(): number {
	return Math.floor(Date.now() / 1000);
}

export function today(): string {
	return new Date().toISOString().slice(0, 10);
}

/** `YYYY-MM-DD` plus days. */
export function daysAfter(date: string, days: number): string {
	const at = new Date(`${date}T00:00:00Z`);
	at.setUTCDate(at.getUTCDate() + days);
	return at.toISOString().slice(0, 10);
}
