import { ExternalError } from '../../kernel/errors';
import {
	awxProject,
	awxTemplate,
	launchInfo,
	surveySpec,
	type AwxProject,
	type AwxTemplate,
	type LaunchInfo,
} from './answers';
import type { Awx } from './awx';

/** A template with all that a launch depends on. */
export interface LaunchTarget {
	readonly template: AwxTemplate;
	readonly info: LaunchInfo;
	/** The survey's variables, with their types. */
	readonly survey: ReadonlyMap<string, string>;
}

/**
 * @param wanted the ID or the name.
 * @throws ExternalError `not_found` when there is none, `invalid` when several have the name.
 */
export async function findTemplate(awx: Awx, wanted: string): Promise<AwxTemplate> {
	const name = wanted.trim();
	if (/^\d+$/.test(name)) return await awx.json({ method: 'GET', path: `/job_templates/${name}/` }, awxTemplate);
	const found = await awx.rows({ path: '/job_templates/', query: { name } }, awxTemplate, 2);
	const [template, other] = found;
	if (!template) {
		throw new ExternalError(
			'not_found',
			`AWX has no job template with the name '${name.slice(0, 200)}' that this log-in may see`,
			'Check the name. A workflow template cannot be used: name the job template.',
		);
	}
	if (other) {
		throw new ExternalError(
			'invalid',
			`AWX has several job templates with the name '${name.slice(0, 200)}': ${template.id} and ${other.id}`,
			'Give the ID of the one that you mean.',
		);
	}
	return template;
}

export async function launchTarget(awx: Awx, template: AwxTemplate): Promise<LaunchTarget> {
	const info = await awx.json({ method: 'GET', path: `/job_templates/${template.id}/launch/` }, launchInfo);
	const survey = info.survey_enabled
		? await awx.json({ method: 'GET', path: `/job_templates/${template.id}/survey_spec/` }, surveySpec)
		: { spec: [] };
	return { template, info, survey: new Map(survey.spec.map(({ variable, type }) => [variable, type])) };
}

export async function projectOf(awx: Awx, template: AwxTemplate): Promise<AwxProject | undefined> {
	if (!template.project) return undefined;
	return await awx
		.json({ method: 'GET', path: `/projects/${template.project}/` }, awxProject)
		.catch((error: unknown) => {
			// The role Execute on a template does not include a look at its project.
			if (error instanceof ExternalError && ['permission', 'not_found'].includes(error.errorClass)) return undefined;
			throw error;
		});
}
