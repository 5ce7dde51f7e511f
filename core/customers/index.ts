export { currencyCode, customerCode, named, serverCode, timeZone } from './checks';
export {
	branding,
	findCustomerByCode,
	findCustomerOfClient,
	findCustomerOfProvider,
	insertCustomer,
	listCustomers,
	type Customer,
	type CustomerChange,
	type NewCustomer,
} from './customers';
export { createCustomer, getCustomer, saveCustomer, updateCustomer } from './saveCustomer';
