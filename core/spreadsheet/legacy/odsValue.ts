import type { Cell } from '../cell';
import type { OdsAttributes, OdsStyles } from './odsStyles';

/** LibreOffice keeps the booleans of other programs as formulas that are nothing else. */
const booleanFormula = /^(?:of:)?=(TRUE|FALSE)\(\)$/;

/** A cell of an .ods file without its place; undefined when nothing is in it. */
export function odsValue(attributes: OdsAttributes, text: string, styles: OdsStyles): Omit<Cell, 'column'> | undefined {
	const style = attributes['table:style-name'];
	const written = attributes['table:formula'];
	const formula = written !== undefined;
	const general = () => styles.formatOf('general', style, undefined);
	const number = (kind: 'general' | 'percent', currency?: string) => {
		const value = Number(attributes['office:value']);
		return { kind: 'number' as const, value, format: styles.formatOf(kind, style, currency), formula };
	};
	if (attributes['calcext:value-type'] === 'error')
		return { kind: 'error', value: text, format: general(), formula: false };
	const constant = written === undefined ? undefined : booleanFormula.exec(written)?.[1];
	if (constant !== undefined) return { kind: 'boolean', value: constant === 'TRUE', format: general(), formula: false };
	switch (attributes['office:value-type']) {
		case 'float':
			return number('general');
		case 'percentage':
			return number('percent');
		case 'currency':
			return number('general', attributes['office:currency']);
		case 'boolean':
			return { kind: 'boolean', value: attributes['office:boolean-value'] === 'true', format: general(), formula };
		case 'date': {
			const value = isoDate(attributes['office:date-value'] ?? '');
			if (value === undefined) break;
			return { kind: 'date', value, format: styles.formatOf('date', style, undefined), formula };
		}
		case 'time': {
			const value = durationSeconds(attributes['office:time-value'] ?? '');
			if (value === undefined) break;
			return { kind: 'duration', value, format: styles.formatOf('duration', style, undefined), formula };
		}
		case 'string': {
			const value = attributes['office:string-value'] ?? text;
			return value === '' && !formula ? undefined : { kind: 'text', value, format: general(), formula };
		}
		default:
	}
	return text === '' && !formula ? undefined : { kind: 'text', value: text, format: general(), formula };
}

/** Rounded to the second: a time that was computed may be a billionth before one. */
function isoDate(value: string): string | undefined {
	const [, day, hour = '0', minute = '0', second = '0'] =
		/^(\d{4}-\d\d-\d\d)(?:T(\d\d):(\d\d):(\d\d(?:\.\d+)?))?Z?$/.exec(value) ?? [];
	const midnight = Date.parse(`${day ?? ''}T00:00:00Z`);
	if (Number.isNaN(midnight)) return undefined;
	const seconds = Math.round((Number(hour) * 60 + Number(minute)) * 60 + Number(second));
	const iso = new Date(midnight + seconds * 1_000).toISOString();
	if (!/^\d{4}-/.test(iso)) return undefined;
	return seconds % 86_400 === 0 ? iso.slice(0, 10) : iso.slice(0, 19);
}

/** Seconds of a duration such as PT42H30M00S. */
function durationSeconds(value: string): number | undefined {
	const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0'] =
		/^(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(value) ?? [];
	if (sign === undefined) return undefined;
	const total = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
	return sign === '-' ? -total : total;
}
