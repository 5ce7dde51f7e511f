const dayMs = 86_400_000;
const epoch1900 = Date.UTC(1899, 11, 30);
const days1904 = 1_462;

/** Excel's 29 February 1900, which was no day. */
const noDay = 60;

/**
 * A date as ISO text from the number that a workbook keeps; undefined for what is before its first day, or after 9999.
 *
 * @param base1904 the number counts from 1904, as on old Macs.
 */
export function dateOf(serial: number, base1904: boolean): string | undefined {
	const whole = Math.floor(serial);
	const seconds = Math.round((serial - whole) * 86_400);
	const counted = whole + (base1904 ? days1904 : 0);
	const days = !base1904 && counted < noDay ? counted + 1 : counted;
	const time = epoch1900 + days * dayMs + seconds * 1_000;
	if (serial < 0 || !(time < Date.UTC(10_000, 0))) return undefined;
	const iso = new Date(time).toISOString();
	return seconds % 86_400 === 0 ? iso.slice(0, 10) : iso.slice(0, 19);
}
