import type { Language } from './language';

/** The words around every letter. */
interface CommonWords {
	greeting(name: string | undefined): string;
	questions(supportEmail: string | undefined): string;
	signOff: string;
	team(brandName: string | undefined): string;
	buttonFails: string;
}

export const commonWords: Readonly<Record<Language, CommonWords>> = {
	en: {
		greeting: (name) => (name ? `Hello ${name},` : 'Hello,'),
		questions: (supportEmail) =>
			supportEmail ? `Questions? Write to us at ${supportEmail}.` : 'Questions? Just reply to this e-mail.',
		signOff: 'Kind regards,',
		team: (brandName) => (brandName ? `The ${brandName} team` : 'Your hosting team'),
		buttonFails: 'If the button does not work, copy this address into your browser:',
	},
	fr: {
		greeting: (name) => (name ? `Bonjour ${name},` : 'Bonjour,'),
		questions: (supportEmail) =>
			supportEmail
				? `Une question\u00a0? Écrivez-nous à l’adresse ${supportEmail}.`
				: 'Une question\u00a0? Répondez simplement à cet e-mail.',
		signOff: 'Cordialement,',
		team: (brandName) => (brandName ? `L’équipe ${brandName}` : 'Votre équipe d’hébergement'),
		buttonFails: 'Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur\u00a0:',
	},
	nl: {
		greeting: (name) => (name ? `Beste ${name},` : 'Geachte klant,'),
		questions: (supportEmail) =>
			supportEmail
				? `Hebt u vragen? Mail ons op ${supportEmail}.`
				: 'Hebt u vragen? Beantwoord dan gewoon deze e-mail.',
		signOff: 'Met vriendelijke groet,',
		team: (brandName) => (brandName ? `Het team van ${brandName}` : 'Uw hostingteam'),
		buttonFails: 'Werkt de knop niet? Kopieer dan dit adres naar uw browser:',
	},
};
