import type { Resource } from '../../shared/operation';
import type { CustomersContext } from './context';
import { list as listApiKeys } from './apiKey/list';
import { listRefused } from './apiKey/listRefused';
import { revoke as revokeApiKey } from './apiKey/revoke';
import { create as createCompany } from './company/create';
import { get as getCompany } from './company/get';
import { list as listCompanies } from './company/list';
import { update as updateCompany } from './company/update';
import { create as createCustomer } from './customer/create';
import { get as getCustomer } from './customer/get';
import { list as listCustomers } from './customer/list';
import { merge as mergeCustomer } from './customer/merge';
import { update as updateCustomer } from './customer/update';
import { upsert as upsertCustomer } from './customer/upsert';
import { create as createPlan } from './plan/create';
import { get as getPlan } from './plan/get';
import { list as listPlans } from './plan/list';
import { update as updatePlan } from './plan/update';
import { changeLogIn } from './server/changeLogIn';
import { create as createServer } from './server/create';
import { get as getServer } from './server/get';
import { list as listServers } from './server/list';
import { update as updateServer } from './server/update';
import { checkDomain } from './service/checkDomain';
import { create as createService } from './service/create';
import { get as getService } from './service/get';
import { list as listServices } from './service/list';
import { markActive } from './service/markActive';
import { markSuspended } from './service/markSuspended';
import { markTerminated } from './service/markTerminated';

export const resources: ReadonlyArray<Resource<CustomersContext>> = [
	{
		name: 'customer',
		label: 'Customer',
		operations: [createCustomer, upsertCustomer, updateCustomer, mergeCustomer, getCustomer, listCustomers],
	},
	{ name: 'company', label: 'Company', operations: [createCompany, updateCompany, getCompany, listCompanies] },
	{ name: 'plan', label: 'Plan', operations: [createPlan, updatePlan, getPlan, listPlans] },
	{
		name: 'server',
		label: 'Server',
		operations: [createServer, updateServer, changeLogIn, getServer, listServers],
	},
	{
		name: 'service',
		label: 'Service',
		operations: [createService, checkDomain, getService, listServices, markSuspended, markActive, markTerminated],
	},
	{ name: 'apiKey', label: 'API Key', operations: [listApiKeys, revokeApiKey, listRefused] },
];
