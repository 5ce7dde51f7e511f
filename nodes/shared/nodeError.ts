import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { INode } from 'n8n-workflow';
import { z } from 'zod';
import { InputError, ExternalError } from '../../core/kernel/errors';

/** Turns any failure into the error that n8n shows, with the item it belongs to, the words and the remedy. */
export function asNodeError(node: INode, error: unknown, itemIndex: number): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		// n8n's own helpers make their errors without the item.
		error.context.itemIndex = itemIndex;
		return error;
	}
	if (error instanceof ExternalError) {
		const shown = new NodeApiError(
			node,
			{ message: error.vendorMessage },
			{
				itemIndex,
				message: error.vendorMessage,
				description: error.remedy,
			},
		);
		// n8n puts a sentence of its own in place of words that have a code such as ECONNREFUSED in them: without the host.
		shown.message = error.vendorMessage;
		shown.messages = [];
		shown.context.errorClass = error.errorClass;
		return shown;
	}
	if (error instanceof InputError) return inputError(node, error.message, error.remedy, itemIndex);
	if (error instanceof z.ZodError) {
		const [issue] = error.issues;
		const field = issue?.path.join('.') ?? '';
		return inputError(
			node,
			`'${field}' ${issue?.message ?? 'is not valid'}`,
			'Correct the value and run the item again.',
			itemIndex,
		);
	}
	return new NodeOperationError(node, error instanceof Error ? error : new Error(String(error)), { itemIndex });
}

function inputError(node: INode, message: string, description: string, itemIndex: number) {
	return new NodeOperationError(node, `${message} [item ${itemIndex}]`, { itemIndex, description });
}
