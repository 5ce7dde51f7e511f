import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { INode } from 'n8n-workflow';
import { z } from 'zod';
import { ExternalError, InputError } from '../../core/kernel/errors';
import { asInputError } from './errorText';

/**
 * Turns any failure into the error that n8n shows, with the words and the remedy.
 *
 * @param itemIndex the item that failed; undefined when the node runs on none, such as a trigger.
 */
export function asNodeError(node: INode, failure: unknown, itemIndex?: number): NodeApiError | NodeOperationError {
	const error =
		failure instanceof z.ZodError ? asInputError(failure, 'Correct the value and run the item again.') : failure;
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		// n8n's own helpers make their errors without the item.
		error.context.itemIndex = itemIndex;
		return error;
	}
	if (error instanceof ExternalError) {
		const message = error.vendorMessage;
		const shown = new NodeApiError(node, { message }, { itemIndex, message, description: error.remedy });
		// n8n replaces words that contain a code such as ECONNREFUSED by a sentence of its own, which lacks the host.
		shown.message = message;
		shown.messages = [];
		shown.context.errorClass = error.errorClass;
		return shown;
	}
	if (error instanceof InputError) {
		const message = itemIndex === undefined ? error.message : `${error.message} [item ${itemIndex}]`;
		return new NodeOperationError(node, message, { itemIndex, description: error.remedy });
	}
	return new NodeOperationError(node, error instanceof Error ? error : new Error(String(error)), { itemIndex });
}
