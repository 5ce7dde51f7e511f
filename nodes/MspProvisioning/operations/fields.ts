import { z } from 'zod';
import { text } from '../../shared/field';

export const taskId = text('Task ID', z.uuid('must be a task ID'), {
	required: true,
	placeholder: 'e.g. 5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10',
	description: 'The provisioning task, as Task: Start or Task: Claim gives it',
});

export const stepName = text('Step Name', z.string().min(1, 'must name a step'), {
	required: true,
	placeholder: 'e.g. notify-sales',
	description: 'A name of its own within the task',
});
