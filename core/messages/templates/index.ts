import type { Template } from '../template';
import { keyOf } from '../values';
import { driftReport } from './driftReport';
import { operatorAlert } from './operatorAlert';
import { serviceReactivated } from './serviceReactivated';
import { serviceSuspended } from './serviceSuspended';
import { welcome } from './welcome';

/** Every mail that the pack writes. */
export const templates = {
	welcome,
	serviceSuspended,
	serviceReactivated,
	operatorAlert,
	driftReport,
} as const satisfies Record<string, Template>;

export type TemplateName = keyof typeof templates;

export const templateNames = keyOf(templates).options;
