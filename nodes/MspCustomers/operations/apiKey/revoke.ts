import { z } from 'zod';
import { revokeApiKey } from '../../../../core/apiKeys';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';

export const revoke = operation({
	name: 'revoke',
	label: 'Revoke',
	action: 'Revoke API key',
	description: 'End a key of the API at once. A repeat changes nothing.',
	fields: {
		keyId: text('Key ID', z.uuid('must be the ID of a key'), {
			required: true,
			placeholder: 'e.g. 5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10',
			description: 'From API Key: List',
		}),
	},
	run: async (office: CustomersContext, { keyId }) => await revokeApiKey(office, keyId),
});
