import { z } from 'zod';
import { planCode } from '../../../core/catalog';
import { companyCode } from '../../../core/companies';
import { customerCode, named } from '../../../core/customers';
import { locator, text } from '../../shared/field';

export const customer = locator('Customer', customerCode, {
	search: 'searchCustomers',
	placeholder: 'e.g. acme',
	required: true,
	description: 'By its code',
});

export const company = locator('Company', companyCode, {
	search: 'searchCompanies',
	placeholder: 'e.g. main',
	required: true,
	description: 'By its code',
});

export const ofCompany = text('Company Code', companyCode, { description: 'Only rows of this company' });

export const planLocator = locator('Plan', planCode, {
	search: 'searchPlans',
	placeholder: 'e.g. starter',
	required: true,
	description: 'By its code',
});

export const server = locator('Server', named, {
	search: 'searchServers',
	placeholder: 'e.g. web1',
	required: true,
	description: 'By its code or its ID',
});

export const service = locator('Service', z.uuid('must be a service ID'), {
	search: 'searchServices',
	placeholder: 'e.g. 5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10',
	required: true,
});

export const searchText = text('Search', named, { description: 'Only rows that contain this text' });
