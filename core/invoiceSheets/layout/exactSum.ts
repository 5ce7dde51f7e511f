/** The decimals that a sum keeps. What is beyond is noise of doubles, or no money. */
export const sumDecimals = 4;
const scale = 10 ** sumDecimals;

/** Adds decimals exactly: whole ten-thousandths, in a double as long as it holds them. */
export class ExactSum {
	private near = 0;
	private far = 0n;

	add(value: number): void {
		this.addUnits(Math.round(value * scale));
	}

	/** @param units ten-thousandths. What is no money, such as NaN and 1e300, does not count. */
	addUnits(units: number): void {
		if (!Number.isSafeInteger(units)) return;
		if (!Number.isSafeInteger(this.near + units)) {
			this.far += BigInt(this.near);
			this.near = 0;
		}
		this.near += units;
	}

	/** In ten-thousandths. */
	get units(): bigint {
		return this.far + BigInt(this.near);
	}
}

export const unitsOf = (value: number): bigint => {
	const units = Math.round(value * scale);
	return Number.isSafeInteger(units) ? BigInt(units) : 0n;
};

/** The decimal text of ten-thousandths, rounded to so many decimals, half away from zero. */
export function sumText(units: bigint, decimals: number): string {
	const divisor = 10n ** BigInt(sumDecimals - decimals);
	const size = units < 0n ? -units : units;
	const digits = String((size * 2n + divisor) / (divisor * 2n)).padStart(decimals + 1, '0');
	const whole = digits.slice(0, digits.length - decimals);
	const negative = units < 0n && /[1-9]/.test(digits);
	return `${negative ? '-' : ''}${whole}${decimals === 0 ? '' : `.${digits.slice(-decimals)}`}`;
}
