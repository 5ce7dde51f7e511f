import type { HeaderNames } from './names';

export const fr: HeaderNames = {
	all: {
		number: `
			n° facture | n° de facture | numéro de facture | numéro facture | no facture | num facture | facture |
			facture n° | réf facture | référence facture | n° de document | numéro de document | n° document |
			n° pièce | numéro de pièce | pièce | facture de vente | nº de la facture | identifiant facture`,
		customerCode: `
			code client | n° client | numéro client | numéro de client | n° de client | réf client code | id client |
			code tiers | compte client | code débiteur | n° débiteur | identifiant client | compte tiers`,
		customerName: `
			client | nom client | nom du client | société | nom de la société | raison sociale | débiteur |
			entreprise | nom de l’entreprise | tiers | nom du débiteur | destinataire | acheteur | facturé à |
			dénomination | organisation | nom société | nom tiers | dénomination sociale`,
		customerEmail: `
			e-mail | courriel | adresse e-mail | adresse mail | adresse email | mail client | e-mail client |
			email client | courriel client | adresse électronique | adresse courriel | e-mail de facturation | mél`,
		vatNumber: `
			n° tva | n° de tva | numéro de tva | numéro tva | no tva | tva intracommunautaire |
			n° tva intracommunautaire | numéro de tva intracommunautaire | tva client | n° tva client |
			numéro d’entreprise | n° entreprise | numéro d’identification tva | identifiant tva | n° tva intracom |
			tva intra | n° bce | numéro bce`,
		currency: 'devise | monnaie | code devise | code monnaie | dev',
		net: `
			htva | ht | hors tva | hors taxe | hors taxes | montant ht | montant htva | total ht | total htva |
			montant hors tva | montant hors taxes | net | montant net | base | base imposable | base tva | base ht |
			total hors tva | total hors taxes | montant h.t. | prix ht | sous-total | montant net ht | net ht |
			total net | valeur ht | montant imposable`,
		taxRate: `
			taux tva | taux de tva | % tva | tva % | taux | taux taxe | pourcentage tva | taux de taxe | tva en % |
			taux %`,
		tax: `
			tva | montant tva | montant de la tva | total tva | taxe | taxes | montant taxe | tva due |
			montant taxes | total taxes`,
		total: `
			ttc | tvac | total | montant | montant ttc | total ttc | montant tvac | total tvac | tva comprise |
			toutes taxes comprises | montant total | total facture | montant facture | montant de la facture |
			total à payer | brut | montant brut | total général | prix ttc | net à payer | montant tva comprise |
			total toutes taxes comprises | total tva comprise | total montant | somme | montant t.t.c.`,
		paid: `
			payé | montant payé | déjà payé | réglé | montant réglé | encaissé | acquitté | montant encaissé |
			total payé | payée | montant perçu | reçu | montant reçu | total réglé | acompte`,
		balance: `
			solde | solde dû | reste à payer | restant dû | montant dû | impayé | à payer | solde ouvert |
			montant ouvert | reste dû | solde restant | montant restant | reste | solde à payer | encours |
			montant impayé | restant`,
		status: `
			statut | état | statut facture | statut de paiement | état de paiement | situation |
			statut de la facture | payé ? | payée ? | payé oui/non | etat paiement`,
		orderReference: `
			n° de commande | numéro de commande | n° commande | bon de commande | commande | votre référence |
			référence client | réf client | référence | réf | vos références | n° bon de commande | réf commande |
			référence commande | votre réf`,
		notes: `
			remarque | remarques | note | notes | commentaire | commentaires | observation | observations | objet |
			mémo | concerne`,
		lineDescription: `
			désignation | libellé | article | produit | prestation | description | service | description article |
			libellé article | nom du produit | intitulé | détail`,
		lineQuantity: 'quantité | qté | qte | nombre | heures | nombre d’heures | nbre | unités | nb',
		lineUnitPrice: `
			prix unitaire | pu | p.u. | prix | pu ht | prix unitaire ht | prix unit | taux horaire | p.u. ht |
			prix à l’unité | tarif`,
		lineTotal: `
			total ligne | montant ligne | total de la ligne | montant de la ligne | total ligne ht |
			montant ligne ht`,
		language: 'langue | code langue | langue préférée | langue client | langue de correspondance',
		none: `
			conditions de paiement | délai de paiement | jours de retard | jours | période | rappel | relance |
			cours | taux de change | téléphone | tél | gsm | portable | adresse | rue | ville | localité |
			code postal | cp | pays | iban | bic | banque | compte bancaire | site web | remise | remise % |
			réduction | créé le | modifié le | date de livraison | date de commande | prénom | nom de famille |
			contact | vendeur | commercial | projet | catégorie | type | unité | n° ligne | journal | date d’envoi |
			envoyé le | nombre de factures | code article | code postal client | siret | siren`,
	},
	only: {
		invoices: {
			number: 'numéro | n° | num | document | n° ordre',
			issuedOn: `
				date | date facture | date de facture | date de la facture | date de facturation | date d’émission |
				émise le | date émission | date du document | date document | date facturation | facturé le | établie le |
				date comptable | date pièce`,
			dueOn: `
				échéance | date d’échéance | date échéance | date limite | date limite de paiement | à payer avant |
				à payer avant le | à payer pour le | payable avant le | date d’expiration | exigible le |
				date de paiement limite | délai | échéance le`,
			none: `
				date de paiement | payé le | date paiement | date règlement | date de règlement | mode de paiement |
				mode de règlement | réglé le`,
		},
		payments: {
			number: `
				numéro | n° | facture payée | facture réglée | pour facture | factures | n° de facture | document`,
			paidOn: `
				date | date de paiement | date paiement | payé le | payée le | date de règlement | date règlement |
				réglé le | reçu le | date valeur | date de valeur | date opération | date d’opération |
				date encaissement | date d’encaissement | date de réception | date comptable | encaissé le`,
			amount: `
				montant | montant payé | montant réglé | payé | réglé | encaissé | montant reçu | montant du paiement |
				paiement | règlement | total | crédit | montant encaissé | somme | ttc | montant ttc | montant total |
				acompte`,
			method: `
				mode de paiement | mode de règlement | moyen de paiement | mode | méthode | méthode de paiement | type |
				payé par`,
			reference: `
				référence | réf | communication | communication structurée | référence de paiement | référence paiement |
				libellé | n° transaction | transaction | vcs | référence bancaire | id transaction | n° paiement |
				description | extrait`,
			none: 'date de facture | date facture | échéance | solde | statut | montant facture',
		},
		customers: {
			customerCode: 'code | numéro | n° | réf | référence | identifiant',
			customerName: 'nom | nom complet | clients | nom ou raison sociale',
			none: 'solde | total | contact | personne de contact',
		},
	},
	tabs: {
		invoices: `
			factures | facture | ventes | facturation | liste des factures | factures de vente | journal des ventes |
			chiffre d’affaires | factures clients | factures émises`,
		payments: 'paiements | paiement | règlements | encaissements | paiements reçus | banque | versements',
		customers: 'clients | client | liste des clients | contacts | débiteurs | tiers | fichier clients',
		other: `
			notes | remarques | tcd | tableau croisé | résumé | synthèse | aperçu | graphique | graphiques | aide |
			listes | paramètres | mode d’emploi | récapitulatif | modèle`,
	},
	totals: `
		total | totaux | total général | somme | total global | grand total | total factures | montant total |
		total des factures`,
	subtotals: `
		sous-total | sous total | sous-totaux | total partiel | à reporter | report | total page |
		total intermédiaire`,
};
