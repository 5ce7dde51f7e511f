export { currencyCode, customerCode, named, serverCode, timeZone, vatNumber } from './checks';
export {
	branding,
	findCustomer,
	findCustomerByCode,
	findCustomerOfClient,
	findCustomerOfProvider,
	findCustomersByEmail,
	insertCustomer,
	listCustomers,
	type Customer,
	type CustomerChange,
	type NewCustomer,
} from './customers';
export {
	addCustomer,
	createCustomer,
	getCustomer,
	linkToClient,
	linkToProvider,
	saveCustomer,
	updateCustomer,
} from './saveCustomer';
export { findMergedInto, findRowByCode, lockForMerge, markMerged, type Inherited, type Mergeable } from './merged';
export {
	codesOfOthers,
	formerCustomers,
	customersOfCompany,
	insertImportedCustomers,
	removeImportedCustomers,
	unlinkClients,
	updateImportedCustomers,
	type FormerCustomer,
	type ImportedCustomer,
	type KnownCustomer,
} from './imported';
