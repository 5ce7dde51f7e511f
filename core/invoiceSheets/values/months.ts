const names: ReadonlyArray<readonly string[]> = [
	['january', 'jan', 'januari', 'janvier', 'janv'],
	['february', 'feb', 'febr', 'februari', 'fevrier', 'fev', 'fevr'],
	['march', 'mar', 'maart', 'mrt', 'maa', 'mars'],
	['april', 'apr', 'avril', 'avr'],
	['may', 'mei', 'mai'],
	['june', 'jun', 'juni', 'juin'],
	['july', 'jul', 'juli', 'juillet', 'juil'],
	['august', 'aug', 'augustus', 'aout', 'aou'],
	['september', 'sep', 'sept', 'septembre'],
	['october', 'oct', 'oktober', 'okt', 'octobre'],
	['november', 'nov', 'novembre'],
	['december', 'dec', 'decembre'],
];

const byName = new Map(names.flatMap((all, index) => all.map((name) => [name, index + 1] as const)));

/** 1 to 12 for the name of a month in English, French or Dutch, or a usual short form; without accents or with them. */
export function monthOf(name: string): number | undefined {
	return byName.get(
		name
			.normalize('NFD')
			.replace(/\p{Mn}|\./gu, '')
			.toLowerCase(),
	);
}
