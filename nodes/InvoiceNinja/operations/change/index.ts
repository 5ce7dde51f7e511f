import type { Resource } from '../../../shared/operation';
import type { NinjaContext } from '../../context';
import { catchUp } from './catchUp';
import { keepWebhooks } from './keepWebhooks';
import { markHandled } from './markHandled';

/** What changed at Invoice Ninja, beside what its webhooks tell. */
export const change: Resource<NinjaContext> = {
	name: 'change',
	label: 'Change',
	operations: [catchUp, keepWebhooks, markHandled],
};
