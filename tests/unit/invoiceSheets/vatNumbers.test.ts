import { vatNumber } from '../../../core/invoiceSheets/values/vatNumber';

/** Numbers that companies publish on their own pages, and examples of tax offices. */
test.each([
	['ATU63611700', 'Red Bull Media House'],
	['BE0417497106', 'Anheuser-Busch InBev'],
	['DK53139655', 'Maersk'],
	['FI01120389', 'Nokia'],
	['FR59542051180', 'TotalEnergies'],
	['DE129274202', 'Siemens'],
	['IE4749148U', 'Ryanair'],
	['IT00159560366', 'Ferrari'],
	['LU16805119', 'ArcelorMittal Europe'],
	['NL803441526B01', 'ASML'],
	['PL7342867148', 'CD Projekt'],
	['PT500100144', 'Jerónimo Martins'],
	['ESA15075062', 'Inditex'],
	['SE556703748501', 'Spotify'],
	['GB466264724', 'Santander'],
	['IE6388047V', 'Google Ireland'],
	['IE3668997OH', 'Airbnb Ireland'],
	['NL000099998B57', 'example of the Belastingdienst, since 2020'],
	['NL002455799B11', 'example of the Belastingdienst, since 2020'],
])('%s is a VAT number (%s)', (number) => {
	expect(vatNumber(number)).toEqual({ normal: number });
});

test('a number with one other digit is refused, in each country whose rule is known', () => {
	const numbers = ['ATU63611700', 'BE0417497106', 'DK53139655', 'FI01120389', 'FR59542051180', 'DE129274202'];
	const more = ['IT00159560366', 'LU16805119', 'PL7342867148', 'PT500100144', 'ESA15075062', 'SE556703748501'];
	for (const number of [...numbers, ...more, 'GB466264724', 'IE4749148U', 'NL803441526B01']) {
		const at = 6;
		const other = `${number.slice(0, at)}${(Number(number[at]) + 1) % 10}${number.slice(at + 1)}`;
		expect([other, vatNumber(other)]).toEqual([other, { fault: 'wrong_vat_number' }]);
	}
});

test.each([
	['BE 0417.497.106', 'BE0417497106'],
	['be417.497.106', 'BE0417497106'],
	['0417 497 106', 'BE0417497106'],
	['BTW BE 0417.497.106', 'BE0417497106'],
	['TVA: BE-0417-497-106', 'BE0417497106'],
	['803441526B01', 'NL803441526B01'],
	['GR090027346', 'EL090027346'],
	['XK123456', 'XK123456'],
])('%s is brought into the form %s', (text, normal) => {
	expect(vatNumber(text)).toEqual({ normal });
});

test.each(['', '-', 'n/a', 'nvt', 'n.v.t.', 'Particulier', '0'])('%j says that there is none', (text) => {
	expect(vatNumber(text)).toBeUndefined();
});

test.each(['hello', 'BE123', '12345', 'B', 'BE'.repeat(100)])('%j is no VAT number', (text) => {
	expect(vatNumber(text)).toEqual({ fault: 'wrong_vat_number' });
});

// se-panfilov/jsvat#89, arthurdejong/python-stdnum#182: Dutch numbers since 2020 hold by mod 97 and no longer by mod 11.
test('a Dutch number of a sole trader is read', () => {
	expect(vatNumber('NL 0020.14.005.B30')).toEqual({ normal: 'NL002014005B30' });
});
