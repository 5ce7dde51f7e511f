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
