import type { DriftWords } from './words';

const count = (number: number, one: string, many: string) =>
	`${number.toLocaleString('nl-NL')} ${number === 1 ? one : many}`;

export const dutch: DriftWords = {
	kinds: {
		paid_but_suspended: 'Betaald maar opgeschort',
		active_but_suspended: 'Actief in de administratie, opgeschort op het paneel',
		suspended_but_alive: 'Opgeschort in de administratie, online op het paneel',
		terminated_but_alive: 'Beëindigd maar nog aanwezig',
		active_but_missing: 'Actief maar onvindbaar',
		many_missing: 'Te veel accounts onvindbaar',
		wrong_server: 'Op de verkeerde server',
		wrong_package: 'Verkeerd pakket',
		wrong_limits: 'Verkeerde limieten',
		package_differs: 'Pakket wijkt af van het abonnement',
		orphan_account: 'Account zonder eigenaar',
		server_unread: 'Server kon niet worden gelezen',
	},
	fixes: (packageName) => ({
		unsuspend: 'Het account heractiveren en de dienst als actief vastleggen.',
		suspend: 'Het account opschorten. Er wordt niets verwijderd.',
		change_package: `Het account op het pakket ${packageName} zetten.`,
		reapply_package: `Het account weer de limieten van zijn pakket ${packageName} geven.`,
	}),
	forPerson: ({ packageName, remedy, serverCode }) => ({
		paid_but_suspended:
			'Iemand heeft het op het paneel opgeschort, of het is onbekend wie: zoek uit waarom, en heractiveer het of leg het vast als opgeschort.',
		active_but_suspended:
			'Het is op het paneel opgeschort en niet betaald: leg het vast als opgeschort, of heractiveer het.',
		suspended_but_alive:
			'Iemand heeft het in de administratie opgeschort, of volgens geen enkele factuur staat er iets open: vraag het na, en schort het op het paneel op of leg het vast als actief.',
		terminated_but_alive: 'Het account is al opgeschort: verwijder het wanneer de gegevens weg mogen.',
		active_but_missing:
			'Zoek het op de andere servers en in de back-ups, en zet het opnieuw op of leg het vast als beëindigd.',
		many_missing:
			'Er ontbreken meer accounts dan te geloven is: controleer eerst de toegang en de lijst van de server.',
		wrong_server: `Bepaal welke server het bedient: verplaats het naar ${serverCode}, of verwijder de kopie die is achtergebleven.`,
		wrong_package: `De server heeft geen pakket ${packageName}: maak het daar met Control Panel → Package: Sync.`,
		wrong_limits:
			'De limieten van het pakket konden niet worden gelezen: vergelijk het met het abonnement en pas het account aan.',
		package_differs: `Breng het pakket in lijn met het abonnement: Control Panel → Package: Sync maakt van ${packageName} wat het abonnement belooft.`,
		orphan_account: 'Zoek uit van wie het is: leg er een dienst voor vast, schort het op of negeer het.',
		server_unread: remedy,
	}),
	statuses: {
		pending_payment: 'wacht op betaling',
		pending_setup: 'wacht op installatie',
		provisioning: 'wordt geïnstalleerd',
		active: 'actief',
		suspended: 'opgeschort',
		terminated: 'beëindigd',
		provisioning_failed: 'installatie mislukt',
		cancelled: 'geannuleerd',
	},
	reasons: {
		overdue: 'achterstallig',
		abuse: 'misbruik',
		security: 'veiligheid',
		resource: 'verbruik',
		manual: 'handmatig',
	},
	standings: { paid: 'betaald', owing: 'niet betaald', unbilled: 'zonder facturen' },
	limits: {
		diskMegabytes: (value) => `schijf ${value} MB`,
		bandwidthMegabytes: (value) => `dataverkeer ${value} MB`,
		mailboxes: (value) => `mailboxen ${value}`,
		databases: (value) => `databases ${value}`,
	},
	unlimited: 'onbeperkt',
	suspendedBy: (who, reason) => `opgeschort door ${who} (${reason})`,
	onServer: (serverCode) => `op ${serverCode}`,
	onPackage: (packageName) => `pakket ${packageName}`,
	ofPlan: (planCode) => `abonnement ${planCode}`,
	services: (number) => count(number, 'dienst', 'diensten'),
	unknownToBilling: 'kent dit account niet',
	live: 'online',
	suspended: (reason) => (reason === '' ? 'opgeschort, zonder opgegeven reden' : `opgeschort: ${reason}`),
	noAccount: 'geen account met deze naam',
	noAccounts: (number) => count(number, 'account is onvindbaar', 'accounts zijn onvindbaar'),
	instead: (other) => `in plaats daarvan gevonden: ${other}`,
	report: {
		subject: (findings, unread) =>
			findings === 0 && unread === 0
				? 'Administratie en panelen komen overeen'
				: `Administratie en panelen verschillen: ${count(findings, 'bevinding', 'bevindingen')}`,
		agree: 'Administratie en panelen komen overeen.',
		summary: ({ findings, fresh, servers }) =>
			`${count(findings, 'bevinding', 'bevindingen')} op ${count(servers, 'server', 'servers')}, waarvan ${count(fresh, 'nieuwe', 'nieuwe')} sinds de vorige controle.`,
		fixable: (number) => count(number, 'kan veilig worden hersteld.', 'kunnen veilig worden hersteld.'),
		forPerson: (number) => count(number, 'moet door iemand worden bekeken.', 'moeten door iemand worden bekeken.'),
		allAgree: ({ accounts, servers }) =>
			`${count(accounts, 'account', 'accounts')} op ${count(servers, 'server', 'servers')} met de administratie vergeleken: alles is zoals het hoort.`,
		dryRun: 'Er is niets gewijzigd. Een herstel wordt pas uitgevoerd als u het goedkeurt.',
		review: (number) => `${count(number, 'herstel', 'herstelacties')} bekijken`,
		linkUntil: (moment) => `De link werkt tot ${moment}. Wie hem heeft, kan goedkeuren: geef hem niet door.`,
		ignored: (number) =>
			`${count(number, 'bevinding wordt', 'bevindingen worden')} genegeerd, zoals iemand heeft besloten.`,
		more: (number) => `Nog ${count(number, 'bevinding', 'bevindingen')}: MSP Drift → Finding: List toont ze allemaal.`,
		columns: {
			kind: 'Wat',
			count: 'Hoeveel',
			server: 'Server',
			accounts: 'Accounts',
			services: 'Diensten',
			findings: 'Bevindingen',
		},
		servers: 'Servers',
		billing: 'Administratie',
		panel: 'Paneel',
		fix: 'Veilig herstel',
		person: 'Wat te doen',
		lastTry: 'De laatste poging is mislukt',
		since: (day) => `sinds ${day}`,
		fresh: 'nieuw',
		server: (serverCode) => `server ${serverCode}`,
		customer: (customerCode) => `klant ${customerCode}`,
		account: (username) => `account ${username}`,
	},
	page: {
		title: 'Herstel goedkeuren',
		intro:
			'Haal het vinkje weg bij wat moet blijven zoals het is. Elk herstel wordt vlak ervoor nog eens gecontroleerd, en overgeslagen als het niet meer nodig is. Geen ervan verwijdert iets.',
		nothing: 'Er is niets goed te keuren.',
		name: 'Uw naam',
		approve: 'Goedkeuren wat is aangevinkt',
		more: 'Er zijn er meer dan hier worden getoond: open de link opnieuw wanneer deze klaar zijn.',
		approved: (number) => `${count(number, 'herstel', 'herstelacties')} goedgekeurd`,
		underWay: 'Ze worden nu uitgevoerd. MSP Drift → Finding: List toont hoe het afliep.',
		noneLeft: 'Er viel niets meer goed te keuren: het is al gebeurd, of niet meer nodig.',
		refused: 'Deze link werkt niet, of niet meer. Het volgende rapport brengt een nieuwe.',
		nameMissing: 'Zeg wie u bent: de goedkeuring wordt onder uw naam vastgelegd. Ga terug en vul het in.',
		noneChosen: 'Er was niets aangevinkt, dus er wordt niets gewijzigd.',
	},
};
