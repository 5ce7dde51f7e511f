/**
 * The check digits of VAT numbers by country, of what follows the two letters. The forms are those of the VIES page of
 * the European Commission (question 11 of its list); the algorithms those that the tax offices publish. GB and XI are
 * HMRC's.
 */
export const vatRules: ReadonlyMap<string, (rest: string) => boolean> = new Map([
	['AT', austrian],
	['BE', (rest) => /^[01]\d{9}$/.test(rest) && 97 - (Number(rest.slice(0, 8)) % 97) === Number(rest.slice(8))],
	['DE', (rest) => /^[1-9]\d{8}$/.test(rest) && isoMod1110(rest)],
	['DK', (rest) => /^[1-9]\d{7}$/.test(rest) && weighted(rest, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0],
	['ES', spanish],
	['FI', (rest) => /^\d{8}$/.test(rest) && weighted(rest, [7, 9, 10, 5, 8, 4, 2, 1]) % 11 === 0],
	['FR', french],
	['GB', british],
	['XI', british],
	['IE', irish],
	['IT', (rest) => /^\d{11}$/.test(rest) && luhn(rest)],
	['LU', (rest) => /^\d{8}$/.test(rest) && Number(rest.slice(0, 6)) % 89 === Number(rest.slice(6))],
	['NL', dutch],
	['PL', (rest) => /^\d{10}$/.test(rest) && weighted(rest, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === Number(rest[9])],
	['PT', portuguese],
	['SE', (rest) => /^\d{10}\d{2}$/.test(rest) && !rest.endsWith('00') && luhn(rest.slice(0, 10))],
]);

/** The sum of the digits times their weights; digits without a weight do not count. */
function weighted(digits: string, weights: readonly number[]): number {
	return weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0);
}

/** ISO/IEC 7812: from the right, each second digit is doubled, and the digits of all add up to a multiple of ten. */
function luhn(digits: string): boolean {
	return luhnSum(digits) % 10 === 0;
}

function luhnSum(digits: string): number {
	let sum = 0;
	for (let at = 0; at < digits.length; at++) {
		const value = Number(digits[digits.length - 1 - at]) * (at % 2 === 1 ? 2 : 1);
		sum += value > 9 ? value - 9 : value;
	}
	return sum;
}

/** ISO/IEC 7064, MOD 11,10. */
function isoMod1110(digits: string): boolean {
	let product = 10;
	for (const digit of digits.slice(0, -1)) {
		const sum = (Number(digit) + product) % 10;
		product = ((sum === 0 ? 10 : sum) * 2) % 11;
	}
	return (11 - product) % 10 === Number(digits.slice(-1));
}

function austrian(rest: string): boolean {
	if (!/^U\d{8}$/.test(rest)) return false;
	// Luhn's sum with a further 4: the first digit has the weight 1.
	return (10 - ((luhnSum(rest.slice(1, 8)) + 4) % 10)) % 10 === Number(rest[8]);
}

/** The old numbers hold by weights mod 11; those of sole traders since 2020 by mod 97 of the whole number. */
function dutch(rest: string): boolean {
	if (!/^[0-9A-Z+*]{10}\d{2}$/.test(rest)) return false;
	const old = /^\d{9}B/.test(rest) && rest !== '000000000B00';
	if (old && weighted(rest, [9, 8, 7, 6, 5, 4, 3, 2]) % 11 === Number(rest[8])) return true;
	const values = [...`NL${rest}`].map((sign) => '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ+*'.indexOf(sign));
	return BigInt(values.join('')) % 97n === 1n;
}

/** The key is 12 plus three times the SIREN number, mod 97. Keys with letters are only checked for their form. */
function french(rest: string): boolean {
	if (!/^[0-9A-HJ-NP-Z]{2}\d{9}$/.test(rest)) return false;
	const siren = rest.slice(2);
	// Monaco's numbers begin with 000 and are no SIREN.
	if (!siren.startsWith('000') && !luhn(siren)) return false;
	return !/^\d{2}/.test(rest) || (12 + 3 * (Number(siren) % 97)) % 97 === Number(rest.slice(0, 2));
}

/** Weights 8 to 2 and the two digits of the end: mod 97, or since 2010 mod 97 of 55 less. Government and health: GD, HA. */
function british(rest: string): boolean {
	if (/^(?:GD[0-4]\d{2}|HA[5-9]\d{2})$/.test(rest)) return true;
	if (!/^\d{9}(?:\d{3})?$/.test(rest)) return false;
	const sum = weighted(rest, [8, 7, 6, 5, 4, 3, 2]) + Number(rest.slice(7, 9));
	return Number(rest.slice(0, 7)) !== 0 && (sum % 97 === 0 || (sum + 55) % 97 === 0);
}

/** Weights 8 to 2 mod 23 name the letter; a second letter counts nine times its place in the alphabet. */
function irish(rest: string): boolean {
	const [, first = '', sign = '', five = ''] = /^([7-9])([A-Z+*])(\d{5})[A-W]$/.exec(rest) ?? [];
	const number = sign === '' ? rest : `0${five}${first}${rest.slice(7)}`;
	const [, digits = '', letter = '', second = ''] = /^(\d{7})([A-W])([A-IW]?)$/.exec(number) ?? [];
	if (digits === '') return false;
	const extra = second === '' || second === 'W' ? 0 : second.charCodeAt(0) - 64;
	const check = (weighted(digits, [8, 7, 6, 5, 4, 3, 2]) + 9 * extra) % 23;
	return letter === (check === 0 ? 'W' : String.fromCharCode(64 + check));
}

function portuguese(rest: string): boolean {
	if (!/^[1-9]\d{8}$/.test(rest)) return false;
	const check = 11 - (weighted(rest, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
	return (check > 9 ? 0 : check) === Number(rest[8]);
}

/** NIF of persons and foreigners by mod 23; CIF of companies by Luhn's sum, as a digit or a letter. */
function spanish(rest: string): boolean {
	const person = /^([XYZKLM]|\d)(\d{7})([A-Z])$/.exec(rest);
	if (person) {
		const [, first = '', digits = '', letter = ''] = person;
		const lead = /\d/.test(first) ? first : String(Math.max(0, 'XYZ'.indexOf(first)));
		return 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(lead + digits) % 23] === letter;
	}
	const [, digits = '', check = ''] = /^[A-HJNP-SUVW](\d{7})([0-9A-J])$/.exec(rest) ?? [];
	if (digits === '') return false;
	const expected = (10 - (luhnSum(`${digits}0`) % 10)) % 10;
	return check === String(expected) || check === 'JABCDEFGHI'[expected];
}
