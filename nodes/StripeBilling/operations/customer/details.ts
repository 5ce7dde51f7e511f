import { z } from 'zod';
import { customerCode } from '../../../../core/customers';
import { InputError } from '../../../../core/kernel/errors';
import { optional, text } from '../../../shared/field';
import { description, languageOfPage, metadata } from '../fields';

export const code = text('Customer Code', optional(customerCode), {
	placeholder: 'e.g. acme',
	description: 'The handle of the customer in the back office, which Stripe keeps in its metadata',
});

export const otherDetails = {
	description,
	language: languageOfPage,
	metadata,
	phone: text('Phone', z.string().trim().max(20), { placeholder: 'e.g. +32 2 555 12 12' }),
} as const;

export const customerDetails = { customerCode: code, ...otherDetails } as const;

/** @throws InputError when there is none. */
export function customerCodeOf(given: string | undefined): string {
	if (given !== undefined) return given;
	throw new InputError('customerCode', 'is missing', 'Give the code, or choose to know the customer by the address.');
}
