import { z } from 'zod';
import { optional, text } from '../../../shared/field';

export const ofRun = text('Run ID', optional(z.uuid('must be a run ID')), {
	placeholder: 'e.g. {{ $json.runId }}',
	description: 'From Reconciliation: Run. Leave it empty for the newest finished run.',
});
