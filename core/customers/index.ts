export { currencyCode, customerCode, named, serverCode, timeZone, vatNumber } from './checks';
export {
	branding,
	findCustomer,
	findCustomerByCode,
	findCustomerOfClient,
	findCustomerOfProvider,
	insertCustomer,
	listCustomers,
	type Customer,
	type CustomerChange,
	type NewCustomer,
} from './customers';
export { createCustomer, getCustomer, linkToClient, saveCustomer, updateCustomer } from './saveCustomer';
export {
	codesOfOthers,
	customersOfCompany,
	insertImportedCustomers,
	removeImportedCustomers,
	unlinkClients,
	updateImportedCustomers,
	type ImportedCustomer,
	type KnownCustomer,
} from './imported';
