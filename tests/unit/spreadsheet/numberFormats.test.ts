import fc from 'fast-check';
import { builtInFormats } from '../../../core/spreadsheet/formats/builtInFormats';
import { readNumberFormat } from '../../../core/spreadsheet/formats/numberFormat';

describe('a number format', () => {
	it.each([
		['General', 'general', 'number', null, null],
		['GENERAL', 'general', 'number', null, null],
		['Standaard', 'general', 'number', null, null],
		['', 'general', 'number', null, null],
		[';;;', 'general', 'number', null, null],
		['0', 'number', 'number', 0, null],
		['#,##0.00', 'number', 'number', 2, null],
		['#,##0.000;[Red]-#,##0.000', 'number', 'number', 3, null],
		['0.00E+00', 'number', 'number', null, null],
		['# ?/?', 'number', 'number', null, null],
		['0%', 'percent', 'number', 0, null],
		['0.0 %', 'percent', 'number', 1, null],
		['@', 'text', 'number', null, null],
		// The currency, however it is written
		['#,##0.00 "€"', 'number', 'number', 2, '€'],
		['€ #,##0.00', 'number', 'number', 2, '€'],
		['[$€-413] #,##0.00;[Red]-[$€-413] #,##0.00', 'number', 'number', 2, '€'],
		['_-[$€-2] * #,##0.00_-;-[$€-2] * #,##0.00_-;_-[$€-2] * "-"??_-;_-@_-', 'number', 'number', 2, '€'],
		['[$EUR] #,##0.00', 'number', 'number', 2, 'EUR'],
		['#,##0.00 [$kr-41D]', 'number', 'number', 2, 'kr'],
		['"CHF" #,##0.00', 'number', 'number', 2, 'CHF'],
		['#,##0.00 EUR', 'number', 'number', 2, 'EUR'],
		['\\$#,##0.00', 'number', 'number', 2, '$'],
		['[$-413]#,##0.00', 'number', 'number', 2, null],
		['#,##0 "VAT"', 'number', 'number', 0, null],
		['#,##0 "hours"', 'number', 'number', 0, null],
		['[>=1000]#,##0,"k";0', 'number', 'number', 0, null],
		['[Blue][<0]0.0;0.00', 'number', 'number', 1, null],
		// Only the first section counts
		['0.00;dd/mm/yyyy', 'number', 'number', 2, null],
		['dd/mm/yyyy;@', 'date', 'date', null, null],
		['[$-F800]dddd, mmmm dd, yyyy', 'date', 'date', null, null],
		['[$-413]d mmmm yyyy;@', 'date', 'date', null, null],
		['yyyy"年"m"月"d"日"', 'date', 'date', null, null],
		['[$-411]ge.m.d;@', 'date', 'date', null, null],
		['dd\\-mm\\-yyyy hh:mm', 'date', 'date', null, null],
		['yyyy-mm-dd hh:mm:ss.000', 'date', 'date', null, null],
		['mmm', 'date', 'date', null, null],
		['mm', 'date', 'date', null, null],
		['mm/yy', 'date', 'date', null, null],
		['h:mm', 'duration', 'time', null, null],
		['h:mm AM/PM', 'duration', 'time', null, null],
		['mm:ss.0', 'duration', 'time', null, null],
		['[h]:mm', 'duration', 'elapsed', null, null],
		['[hh]:mm:ss', 'duration', 'elapsed', null, null],
		['[mm]:ss', 'duration', 'elapsed', null, null],
		['[s]', 'duration', 'elapsed', null, null],
		// Letters of dates in what is quoted, escaped, skipped or a filler
		['0.0" days"', 'number', 'number', 1, null],
		['0\\d', 'number', 'number', 0, null],
		['_d0', 'number', 'number', 0, null],
		['*y0', 'number', 'number', 0, null],
		['[Red]0', 'number', 'number', 0, null],
		['"yes";"yes";"no"', 'general', 'number', null, null],
	] as const)('%s', (code, kind, reading, decimals, currency) => {
		expect(readNumberFormat(code)).toEqual({ format: { kind, code, decimals, currency }, reading });
	});

	it('is never an error, and never slow, whatever its code is', () => {
		const unit = fc.constantFrom(...'0#?.,;%@[]"\\_*$-€dmyhsAP/:EeGeneral '.split(''));
		fc.assert(
			fc.property(fc.string({ unit, maxLength: 3_000 }), (code) => void readNumberFormat(code)),
			{ numRuns: 300 },
		);
		const began = performance.now();
		for (const shard of ['[', '"', '_', 's.0', '[$', 'm', 'a/']) readNumberFormat(shard.repeat(100_000));
		expect(performance.now() - began).toBeLessThan(500);
	});

	// ECMA-376, part 1, 18.8.30; the currency of 5 to 8, 42 and 44 is that of the computer, so nobody can tell it.
	it.each([
		[14, 'date'],
		[22, 'date'],
		[18, 'time'],
		[45, 'time'],
		[46, 'elapsed'],
		[47, 'time'],
		[9, 'number'],
		[44, 'number'],
		[49, 'number'],
		[27, 'date'],
		[32, 'time'],
		[57, 'date'],
		[71, 'date'],
		[79, 'elapsed'],
	])('number %d of the built-in ones is read as %s', (id, reading) => {
		expect(readNumberFormat(builtInFormats.get(id) ?? '').reading).toBe(reading);
	});

	it('has no currency when it is built in', () => {
		for (const code of builtInFormats.values()) expect(readNumberFormat(code).format.currency).toBeNull();
	});
});
