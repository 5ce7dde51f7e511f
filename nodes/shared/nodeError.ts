import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { INode } from 'n8n-workflow';
import { z } from 'zod';
import { errorClasses, ExternalError, InputError, inputFaults } from '../../core/kernel/errors';
import { asInputError } from './errorText';

/** What an error of the pack carries along to the nodes after it, beside the words for a person. */
export const carriedFailure = z.object({
	/** The fault of an input, or the class of a failure outside. */
	code: z.enum([...inputFaults, ...errorClasses]),
	/** Null when the input was not at fault. */
	field: z.string().nullable(),
	detail: z.string(),
	remedy: z.string(),
});
export type CarriedFailure = z.output<typeof carriedFailure>;

function carry<Shown extends NodeApiError | NodeOperationError>(shown: Shown, failure: CarriedFailure): Shown {
	shown.context.failure = failure;
	return shown;
}

/**
 * Turns any failure into the error that n8n shows, with the words and the remedy. Its `context.failure` holds the same in
 * parts: MSP API Answer makes the answer from them.
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
		const { errorClass: code, remedy } = error;
		shown.context.errorClass = code;
		return carry(shown, { code, field: null, detail: message, remedy });
	}
	if (error instanceof InputError) {
		const message = itemIndex === undefined ? error.message : `${error.message} [item ${itemIndex}]`;
		const { fault: code, field, remedy } = error;
		const shown = new NodeOperationError(node, message, { itemIndex, description: remedy });
		return carry(shown, { code, field, detail: error.message, remedy });
	}
	return new NodeOperationError(node, error instanceof Error ? error : new Error(String(error)), { itemIndex });
}
