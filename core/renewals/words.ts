import { addDays, type Day } from '../kernel/calendar';
import { displayDomain } from '../kernel/domainName';
import type { Language } from '../kernel/languages';
import type { PlannedLine } from './terms';

const words: Readonly<Record<Language, Readonly<Record<PlannedLine['kind'], string>>>> = {
	en: {
		renewal: 'Renewal',
		set_up: 'Set-up fee',
		discount: 'Discount',
		proration: 'Change of plan',
		late_fee: 'Late fee',
		other: 'Other',
	},
	fr: {
		renewal: 'Renouvellement',
		set_up: 'Frais de mise en service',
		discount: 'Remise',
		proration: 'Changement de formule',
		late_fee: 'Frais de retard',
		other: 'Divers',
	},
	nl: {
		renewal: 'Verlenging',
		set_up: 'Opstartkosten',
		discount: 'Korting',
		proration: 'Wijziging van pakket',
		late_fee: 'Kosten voor laattijdige betaling',
		other: 'Overige',
	},
};

const locales: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr', nl: 'nl' };

/** What a line is for, as the customer reads it: `Starter, example.com (1 January 2026 – 31 January 2026)`. */
export function describeLine(
	{ kind, what, periodFrom, periodTo }: Pick<PlannedLine, 'kind' | 'what' | 'periodFrom' | 'periodTo'>,
	language: Language,
): string {
	const named = kind === 'renewal' ? [] : [kind === 'other' && what.text ? what.text : words[language][kind]];
	const more = what.text && kind !== 'other' ? [what.text] : [];
	const thing = [what.planName, displayDomain(what.domain)].filter(Boolean).join(', ');
	const text = [...named, ...more, thing].filter(Boolean).join(' – ');
	if (periodFrom === null || periodTo === null) return text;
	return `${text} (${written(periodFrom, language)} – ${written(addDays(periodTo, -1), language)})`;
}

function written(day: Day, language: Language): string {
	const at = new Date(`${day}T00:00:00Z`);
	return new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeZone: 'UTC' }).format(at);
}
