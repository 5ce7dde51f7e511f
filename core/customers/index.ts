export { currencyCode, customerCode, named, planCode, serverCode, timeZone } from './checks';
export { createCustomer, saveCustomer, getCustomer, updateCustomer, type SavedCustomer } from './saveCustomer';
export {
	branding,
	type Customer,
	type CustomerChange,
	findCustomerByCode,
	findCustomerOfProvider,
	insertCustomer,
	listCustomers,
	type NewCustomer,
} from './customers';
