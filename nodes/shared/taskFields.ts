import { z } from 'zod';
import { text } from './field';

export const taskId = text('Task ID', z.uuid('must be a task ID'), {
	required: true,
	placeholder: 'e.g. 5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10',
	description: 'The task, as the operation that started it or Task: Claim gives it',
});
