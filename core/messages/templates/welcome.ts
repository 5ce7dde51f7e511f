import { z } from 'zod';
import type { Language } from '../language';
import { button, facts, paragraph } from '../letter';
import { template } from '../template';
import { line, link, moment, names, optional, timeZone } from '../values';

interface Words {
	subject(domain: string): string;
	intro(domain: string): string;
	domain: string;
	username: string;
	server: string;
	nameservers: string;
	pointDomain: string;
	link: Readonly<Record<LinkKind, { why: string; label: string }>>;
	linkExpires(at: string): string;
}

const linkKinds = ['set_password', 'sign_in'] as const;
type LinkKind = (typeof linkKinds)[number];

const words: Readonly<Record<Language, Words>> = {
	en: {
		subject: (domain) => `Your hosting for ${domain} is ready`,
		intro: (domain) => `Your hosting account for ${domain} is set up. Here is what you need to get started.`,
		domain: 'Domain',
		username: 'User name',
		server: 'Server',
		nameservers: 'Name servers',
		pointDomain:
			'To point your domain to our servers, enter these name servers at your registrar. It can take up to 24 hours until the change is seen everywhere.',
		link: {
			set_password: {
				why: 'Choose your password with the link below. For your safety, we never send passwords by e-mail.',
				label: 'Set your password',
			},
			sign_in: {
				why: 'You manage your account in the control panel. For your safety, we never send passwords by e-mail.',
				label: 'Sign in',
			},
		},
		linkExpires: (at) => `The link is valid until ${at}.`,
	},
	fr: {
		subject: (domain) => `Votre hébergement pour ${domain} est prêt`,
		intro: (domain) =>
			`Votre compte d’hébergement pour ${domain} est prêt. Voici les informations dont vous avez besoin pour commencer.`,
		domain: 'Domaine',
		username: 'Nom d’utilisateur',
		server: 'Serveur',
		nameservers: 'Serveurs de noms',
		pointDomain:
			'Pour faire pointer votre domaine vers nos serveurs, indiquez ces serveurs de noms auprès de votre bureau d’enregistrement. La modification peut mettre jusqu’à 24 heures à être visible partout.',
		link: {
			set_password: {
				why: 'Choisissez votre mot de passe à l’aide du lien ci-dessous. Pour votre sécurité, nous n’envoyons jamais de mot de passe par e-mail.',
				label: 'Choisir votre mot de passe',
			},
			sign_in: {
				why: 'Vous gérez votre compte dans le panneau de contrôle. Pour votre sécurité, nous n’envoyons jamais de mot de passe par e-mail.',
				label: 'Se connecter',
			},
		},
		linkExpires: (at) => `Ce lien est valable jusqu’au ${at}.`,
	},
	nl: {
		subject: (domain) => `Uw hosting voor ${domain} is klaar`,
		intro: (domain) =>
			`Uw hostingaccount voor ${domain} is klaar voor gebruik. Hieronder vindt u wat u nodig hebt om te beginnen.`,
		domain: 'Domein',
		username: 'Gebruikersnaam',
		server: 'Server',
		nameservers: 'Nameservers',
		pointDomain:
			'Stel deze nameservers in bij uw registrar om uw domein naar onze servers te laten verwijzen. Het kan tot 24 uur duren voordat de wijziging overal zichtbaar is.',
		link: {
			set_password: {
				why: 'Kies uw wachtwoord via de onderstaande link. Voor uw veiligheid versturen wij nooit wachtwoorden per e-mail.',
				label: 'Wachtwoord kiezen',
			},
			sign_in: {
				why: 'U beheert uw account in het configuratiescherm. Voor uw veiligheid versturen wij nooit wachtwoorden per e-mail.',
				label: 'Inloggen',
			},
		},
		linkExpires: (at) => `De link is geldig tot ${at}.`,
	},
};

export const welcome = template({
	label: 'Welcome',
	data: {
		customerName: optional(line),
		domain: line,
		username: line,
		serverName: line,
		nameservers: names,
		accountUrl: link,
		linkKind: z.enum(linkKinds),
		linkExpiresAt: optional(moment),
		timeZone: optional(timeZone),
	},
	words,
	write: (w, data, { greeting, moment: written }) => ({
		subject: w.subject(data.domain),
		preview: w.intro(data.domain),
		heading: w.subject(data.domain),
		to: 'customer',
		greeting: greeting(data.customerName),
		body: [
			paragraph(w.intro(data.domain)),
			facts(
				[w.domain, data.domain],
				[w.username, data.username],
				[w.server, data.serverName],
				[w.nameservers, data.nameservers],
			),
			...(data.nameservers.length > 0 ? [paragraph(w.pointDomain)] : []),
			paragraph(w.link[data.linkKind].why),
			button(w.link[data.linkKind].label, data.accountUrl),
			...(data.linkExpiresAt ? [paragraph(w.linkExpires(written(data.linkExpiresAt, data.timeZone ?? 'UTC')))] : []),
		],
	}),
});
