import type { SheetStatus } from '../records';
import { words } from '../headers/normalise';

const names: Readonly<Record<SheetStatus, string>> = {
	paid: `paid | fully paid | paid in full | settled | closed | complete | completed | received | betaald | voldaan | volledig betaald |
		afgesloten | geregeld | ontvangen | payé | payée | payé(e) | réglé | réglée | soldé | soldée | acquitté | acquittée | encaissé | encaissée |
		clôturé | clôturée | entièrement payé | entièrement payée | p`,
	open: `open | unpaid | not paid | outstanding | due | overdue | past due | late | sent | issued | pending | awaiting payment | viewed | reminded |
		approved | posted | openstaand | openstaande | onbetaald | niet betaald | nog te betalen | te betalen | vervallen | verzonden | verstuurd |
		in afwachting | herinnerd | aangemaand | geboekt | te laat | achterstallig | impayé | impayée | non payé | non payée | à payer | ouvert |
		ouverte | en attente | échu | échue | en retard | envoyé | envoyée | émise | émis | dû | due | non réglé | non réglée | relancé | relancée |
		comptabilisé | comptabilisée | validé | validée`,
	partial: `partial | partially paid | partly paid | part paid | partial payment | deels betaald | gedeeltelijk betaald | deelbetaling | deels |
		gedeeltelijk | partiel | partielle | partiellement payé | partiellement payée | payé partiellement | payée partiellement | acompte | acompte versé |
		partiellement réglé | partiellement réglée`,
	void: `void | voided | cancelled | canceled | cancel | deleted | reversed | geannuleerd | vernietigd | ingetrokken | verwijderd | annulé | annulée |
		supprimé | supprimée | nul | nulle`,
	draft: `draft | concept | proforma | pro forma | in preparation | not sent | klad | ontwerp | in voorbereiding | niet verzonden | brouillon |
		en préparation | projet | à envoyer`,
	refunded: `refunded | refund | credited | credit | credit note | reimbursed | terugbetaald | gecrediteerd | creditnota | gecrediteerde |
		remboursé | remboursée | crédité | créditée | avoir | note de crédit`,
	uncollectible: `uncollectible | bad debt | written off | write off | lost | oninbaar | afgeschreven | dubieus | dubieuze debiteur | irrécouvrable |
		créance irrécouvrable | passé en perte | passée en perte | douteux | douteuse`,
};

const answers: Readonly<Record<'yes' | 'no', string>> = {
	yes: 'yes | y | true | ja | j | oui | o | waar | vrai | x | v | 1 | ok | ✓ | ✔ | ☑',
	no: 'no | n | false | nee | neen | non | onwaar | faux | 0 | ✗ | ✘ | ☐',
};

const listed = <Meaning extends string>(lists: Readonly<Record<Meaning, string>>): Map<string, Meaning> =>
	new Map(
		(Object.entries(lists) as Array<[Meaning, string]>).flatMap(([meaning, list]) =>
			list.split('|').flatMap((name) => [[plain(name), meaning] as const]),
		),
	);

/** A sign alone is its own word. */
const plain = (text: string): string => words(text) || text.trim();

const byName = listed(names);
const yesOrNo = listed(answers);

/** Returns the status that a text means; undefined for a text that nobody knows. Overdue is open: the days tell it. */
export function statusOf(text: string): SheetStatus | undefined {
	return byName.get(plain(text));
}

/** Returns what yes and no mean, in the words and signs of en, fr and nl; undefined for anything else. */
export function answerOf(value: string | number | boolean): boolean | undefined {
	if (typeof value === 'boolean') return value;
	if (typeof value === 'number') return value === 1 ? true : value === 0 ? false : undefined;
	const answer = value.length > 10 ? undefined : yesOrNo.get(plain(value));
	return answer === undefined ? undefined : answer === 'yes';
}
