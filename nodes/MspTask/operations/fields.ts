import { z } from 'zod';
import { taskKindNames } from '../../shared/taskKinds';
import { several, text } from '../../shared/field';

export { taskId } from '../../shared/taskFields';

export const stepName = text('Step Name', z.string().min(1, 'must name a step'), {
	required: true,
	placeholder: 'e.g. notify-sales',
	description: 'A name of its own within the task',
});

/** Only tasks of these kinds; none is all. */
export const kinds = several('Kinds', taskKindNames, { description: 'Only tasks of these kinds' });
