import type { DriftWords } from './words';

const count = (number: number, one: string, many: string) =>
	`${number.toLocaleString('fr-FR')} ${number < 2 ? one : many}`;

export const french: DriftWords = {
	kinds: {
		paid_but_suspended: 'Payé mais suspendu',
		active_but_suspended: 'Actif en facturation, suspendu sur le panneau',
		suspended_but_alive: 'Suspendu en facturation, en ligne sur le panneau',
		terminated_but_alive: 'Résilié mais toujours là',
		active_but_missing: 'Actif mais introuvable',
		many_missing: 'Trop de comptes introuvables',
		wrong_server: 'Sur le mauvais serveur',
		wrong_package: 'Mauvaise formule',
		wrong_limits: 'Mauvaises limites',
		package_differs: 'Formule différente de l’offre',
		orphan_account: 'Compte orphelin',
		server_unread: 'Serveur illisible',
	},
	fixes: (packageName) => ({
		unsuspend: 'Réactiver le compte et enregistrer le service comme actif.',
		suspend: 'Suspendre le compte. Rien n’est supprimé.',
		change_package: `Mettre le compte sur la formule ${packageName}.`,
		reapply_package: `Redonner au compte les limites de sa formule ${packageName}.`,
	}),
	forPerson: ({ packageName, remedy, serverCode }) => ({
		paid_but_suspended:
			'Quelqu’un l’a suspendu sur le panneau, ou l’on ne sait pas qui l’a fait\u00a0: cherchez pourquoi, puis réactivez-le ou enregistrez-le comme suspendu.',
		active_but_suspended:
			'Il est suspendu sur le panneau et impayé\u00a0: enregistrez-le comme suspendu, ou réactivez-le.',
		suspended_but_alive:
			'Quelqu’un l’a suspendu en facturation, ou aucune facture ne dit qu’il est impayé\u00a0: renseignez-vous, puis suspendez-le sur le panneau ou enregistrez-le comme actif.',
		terminated_but_alive: 'Le compte est déjà suspendu\u00a0: résiliez-le quand ses données peuvent disparaître.',
		active_but_missing:
			'Cherchez-le sur les autres serveurs et dans les sauvegardes, puis remettez-le en place ou enregistrez-le comme résilié.',
		many_missing:
			'Il manque plus de comptes qu’on ne peut le croire\u00a0: vérifiez d’abord l’accès et la liste du serveur.',
		wrong_server: `Décidez quel serveur l’héberge\u00a0: déplacez-le vers ${serverCode}, ou supprimez la copie restée là.`,
		wrong_package: `Le serveur n’a pas la formule ${packageName}\u00a0: créez-la avec Control Panel → Package: Sync.`,
		wrong_limits:
			'Les limites de la formule n’ont pu être lues\u00a0: comparez-la avec l’offre, puis modifiez le compte.',
		package_differs: `Alignez la formule sur l’offre\u00a0: Control Panel → Package: Sync donne à ${packageName} ce que l’offre promet.`,
		orphan_account: 'Cherchez à qui il appartient\u00a0: enregistrez un service, suspendez-le ou ignorez-le.',
		server_unread: remedy,
	}),
	statuses: {
		pending_payment: 'en attente de paiement',
		pending_setup: 'en attente de mise en place',
		provisioning: 'en cours de mise en place',
		active: 'actif',
		suspended: 'suspendu',
		terminated: 'résilié',
		provisioning_failed: 'mise en place échouée',
		cancelled: 'annulé',
	},
	reasons: {
		overdue: 'impayé',
		abuse: 'abus',
		security: 'sécurité',
		resource: 'usage des ressources',
		manual: 'manuel',
	},
	standings: { paid: 'payé', owing: 'impayé', unbilled: 'sans facture' },
	limits: {
		diskMegabytes: (value) => `disque ${value} Mo`,
		bandwidthMegabytes: (value) => `trafic ${value} Mo`,
		mailboxes: (value) => `boîtes mail ${value}`,
		databases: (value) => `bases de données ${value}`,
	},
	unlimited: 'illimité',
	suspendedBy: (who, reason) => `suspendu par ${who} (${reason})`,
	onServer: (serverCode) => `sur ${serverCode}`,
	onPackage: (packageName) => `formule ${packageName}`,
	ofPlan: (planCode) => `offre ${planCode}`,
	services: (number) => count(number, 'service', 'services'),
	unknownToBilling: 'ne connaît pas ce compte',
	live: 'en ligne',
	suspended: (reason) => (reason === '' ? 'suspendu, sans motif indiqué' : `suspendu\u00a0: ${reason}`),
	noAccount: 'aucun compte de ce nom',
	noAccounts: (number) => count(number, 'compte est introuvable', 'comptes sont introuvables'),
	instead: (other) => `trouvé à la place\u00a0: ${other}`,
	report: {
		subject: (findings, unread) =>
			findings === 0 && unread === 0
				? 'Facturation et panneaux concordent'
				: `Facturation et panneaux divergent\u00a0: ${count(findings, 'écart', 'écarts')}`,
		agree: 'Facturation et panneaux concordent.',
		summary: ({ findings, fresh, servers }) =>
			`${count(findings, 'écart', 'écarts')} sur ${count(servers, 'serveur', 'serveurs')}, dont ${count(fresh, 'nouveau', 'nouveaux')} depuis le dernier audit.`,
		fixable: (number) => count(number, 'peut être corrigé sans risque.', 'peuvent être corrigés sans risque.'),
		forPerson: (number) => count(number, 'demande une intervention humaine.', 'demandent une intervention humaine.'),
		allAgree: ({ accounts, servers }) =>
			`${count(accounts, 'compte', 'comptes')} sur ${count(servers, 'serveur', 'serveurs')} comparés avec la facturation\u00a0: tout est comme il se doit.`,
		dryRun: 'Rien n’a été modifié. Une correction n’est faite que si vous l’approuvez.',
		review: (number) => `Examiner ${count(number, 'correction', 'corrections')}`,
		linkUntil: (moment) =>
			`Le lien est valable jusqu’au ${moment}. Quiconque le possède peut approuver\u00a0: ne le transmettez pas.`,
		ignored: (number) => `${count(number, 'écart ignoré', 'écarts ignorés')}, comme quelqu’un l’a décidé.`,
		more: (number) => `${count(number, 'autre', 'autres')}\u00a0: MSP Drift → Finding: List les montre tous.`,
		columns: {
			kind: 'Quoi',
			count: 'Combien',
			server: 'Serveur',
			accounts: 'Comptes',
			services: 'Services',
			findings: 'Écarts',
		},
		servers: 'Serveurs',
		billing: 'Facturation',
		panel: 'Panneau',
		fix: 'Correction sûre',
		person: 'À faire',
		lastTry: 'Le dernier essai a échoué',
		since: (day) => `depuis le ${day}`,
		fresh: 'nouveau',
		server: (serverCode) => `serveur ${serverCode}`,
		customer: (customerCode) => `client ${customerCode}`,
		account: (username) => `compte ${username}`,
	},
	page: {
		title: 'Approuver les corrections',
		intro:
			'Décochez ce qui doit rester tel quel. Chaque correction est revérifiée juste avant d’être faite, et omise si elle n’est plus nécessaire. Aucune ne supprime quoi que ce soit.',
		nothing: 'Il n’y a rien à approuver.',
		name: 'Votre nom',
		approve: 'Approuver ce qui est coché',
		more: 'Il y en a plus que celles affichées ici\u00a0: rouvrez le lien quand celles-ci seront faites.',
		approved: (number) => count(number, 'correction approuvée', 'corrections approuvées'),
		underWay: 'Elles sont en cours. MSP Drift → Finding: List montre ce qu’elles sont devenues.',
		noneLeft: 'Il ne restait rien à approuver\u00a0: c’est déjà fait, ou ce n’est plus nécessaire.',
		refused: 'Ce lien ne fonctionne pas, ou plus. Le prochain rapport en apporte un nouveau.',
		nameMissing:
			'Dites qui vous êtes\u00a0: l’approbation est enregistrée sous votre nom. Revenez en arrière et indiquez-le.',
		noneChosen: 'Rien n’était coché, donc rien n’est modifié.',
	},
};
