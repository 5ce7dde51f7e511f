import { z } from 'zod';
import { findNinjaEvent, ninjaEvents, recordCreation, type NinjaEntity } from '../../../../core/invoiceNinja';
import { InputError } from '../../../../core/kernel/errors';
import { mostEntries, textLimits } from '../../../../core/kernel/textLimits';
import { durableStepFields } from '../../../shared/durableStep';
import { additional, choice, password, rows, text } from '../../../shared/field';
import { rowField } from '../../build/common';
import { made } from '../../build/create';
import { labelled } from '../../build/recordKind';
import { webhookKind } from '../../kinds/webhook';
import { hashedId } from '../../fields/values';

const eventWords = labelled(ninjaEvents.map(({ name }) => name));

interface Asked {
	readonly targetUrl: string;
	readonly event: string;
	readonly options: {
		readonly method?: 'post' | 'put';
		readonly headers?: ReadonlyArray<{ readonly name: string; readonly value: string }>;
	};
}

/** `Create` of a webhook. The address and the event together are what it is found again by. */
export const createWebhook = made({
	name: 'create',
	label: 'Create',
	action: 'Create webhook',
	description: 'Have Invoice Ninja call an address at an event',
	fields: {
		targetUrl: text('Address', z.url('must be an address').max(textLimits.url), {
			required: true,
			placeholder: 'e.g. https://n8n.example.com/webhook/ninja',
		}),
		event: choice('Event', eventWords, { default: 'create_payment' }),
		options: additional(
			'Options',
			{
				method: choice('Method', { post: 'POST', put: 'PUT' }),
				headers: rows('Headers', {
					row: 'Header',
					most: mostEntries,
					fields: {
						name: text('Name', z.string().trim().min(1, 'is missing').max(textLimits.key)),
						value: password('Value', z.string().max(textLimits.secret)),
					},
					description: 'What each call carries, such as a secret: the calls are not signed',
				}),
			},
			{ placeholder: 'Add Option' },
		),
		...durableStepFields,
	},
	run: async (context, given) => {
		const { targetUrl, event, options } = given as unknown as Asked;
		if (context.durable && (options.headers ?? []).length > 0) {
			throw new InputError(
				'options.headers',
				'cannot be kept with a durable step, since they may be secret',
				'Leave the durable step out, or use Webhook: Keep.',
			);
		}
		const id = String(findNinjaEvent(event)?.id ?? '');
		const body = {
			target_url: targetUrl,
			event_id: id,
			rest_method: options.method ?? 'post',
			headers: Object.fromEntries((options.headers ?? []).map(({ name, value }) => [name, value])),
		};
		const key = { field: 'target_url', value: targetUrl, also: { event_id: id } } as const;
		return await context.perform(recordCreation(context.ninja, 'webhook'), { body, key });
	},
});

const retried = ninjaEvents
	.map(({ entity }) => entity)
	.filter((entity, index, all): entity is NinjaEntity => all.indexOf(entity) === index);

/** `Retry` of a webhook. */
export const retryWebhook = made({
	name: 'retry',
	label: 'Retry',
	action: 'Retry webhook',
	description: 'Have Invoice Ninja call a webhook again, for one row',
	fields: {
		row: rowField(webhookKind),
		retryEntity: choice('Row Is', labelled(retried), { default: 'payment' }),
		retryEntityId: text('Row ID', hashedId, { required: true }),
	},
	run: async ({ ninja }, given) => {
		const {
			row: id,
			retryEntity,
			retryEntityId,
		} = given as { row: string; retryEntity: string; retryEntityId: string };
		const body = { entity: retryEntity, entity_id: retryEntityId };
		await ninja.call({ method: 'POST', path: `/webhooks/${encodeURIComponent(id)}/retry`, body, changes: true });
		return { id, entity: retryEntity, entityId: retryEntityId, retried: true };
	},
});
