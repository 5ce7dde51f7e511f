import { z } from 'zod';
import type { Language } from '../language';
import { button, facts, paragraph, quote } from '../letter';
import { template } from '../template';
import { line, lines, link, optional } from '../values';

const severities = ['info', 'warning', 'error'] as const;
const accents = { info: undefined, warning: '#d97706', error: '#dc2626' } as const;

interface Words {
	severity: Readonly<Record<(typeof severities)[number], string>>;
	customer: string;
	domain: string;
	task: string;
	step: string;
	errorClass: string;
	outsideSaid: string;
	remedy: string;
	open: string;
}

const words: Readonly<Record<Language, Words>> = {
	en: {
		severity: { info: 'For your information', warning: 'Warning', error: 'Action needed' },
		customer: 'Customer',
		domain: 'Domain',
		task: 'Task',
		step: 'Step',
		errorClass: 'Kind of error',
		outsideSaid: 'The error in its own words',
		remedy: 'What you can do',
		open: 'Show details',
	},
	fr: {
		severity: { info: 'Pour information', warning: 'Avertissement', error: 'Intervention requise' },
		customer: 'Client',
		domain: 'Domaine',
		task: 'Tâche',
		step: 'Étape',
		errorClass: 'Type d’erreur',
		outsideSaid: 'Le texte exact de l’erreur',
		remedy: 'Ce que vous pouvez faire',
		open: 'Voir les détails',
	},
	nl: {
		severity: { info: 'Ter informatie', warning: 'Waarschuwing', error: 'Actie vereist' },
		customer: 'Klant',
		domain: 'Domein',
		task: 'Taak',
		step: 'Stap',
		errorClass: 'Soort fout',
		outsideSaid: 'De letterlijke foutmelding',
		remedy: 'Wat u kunt doen',
		open: 'Details bekijken',
	},
};

export const operatorAlert = template({
	label: 'Operator Alert',
	data: {
		severity: z.enum(severities),
		title: line,
		message: optional(lines),
		customerCode: optional(line),
		domain: optional(line),
		taskId: optional(line),
		stepName: optional(line),
		errorClass: optional(line),
		vendorMessage: optional(lines),
		remedy: optional(line),
		detailsUrl: optional(link),
	},
	words,
	write: (w, data, { labelled }) => {
		const known = facts(
			[w.customer, data.customerCode],
			[w.domain, data.domain],
			[w.step, data.stepName],
			[w.errorClass, data.errorClass],
			[w.task, data.taskId],
		);
		return {
			subject: labelled(w.severity[data.severity], data.title),
			preview: data.message ?? data.vendorMessage ?? data.title,
			heading: labelled(w.severity[data.severity], data.title),
			accent: accents[data.severity],
			to: 'staff',
			body: [
				...(data.message ? data.message.split(/\n+/).map(paragraph) : []),
				...(data.vendorMessage ? [quote(w.outsideSaid, data.vendorMessage)] : []),
				...(data.remedy ? [paragraph(labelled(w.remedy, data.remedy))] : []),
				...(known.facts.length > 0 ? [known] : []),
				...(data.detailsUrl ? [button(w.open, data.detailsUrl)] : []),
			],
		};
	},
});
