import { z } from 'zod';
import { taskKindNames } from '../../shared/taskKinds';
import { several, text } from '../../shared/field';
import { textLimits } from '../../../core/kernel/textLimits';

export { taskId } from '../../shared/taskFields';

export const stepName = text('Step Name', z.string().trim().min(1, 'must name a step').max(textLimits.key), {
	required: true,
	placeholder: 'e.g. notify-sales',
	description: 'A name that no other step of the task has',
});

/** Only tasks of these kinds. An empty list means all kinds. */
export const kinds = several('Kinds', taskKindNames, { description: 'Only tasks of these kinds' });
