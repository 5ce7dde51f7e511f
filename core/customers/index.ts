export { currencyCode, customerCode, named, planCode, serverCode, timeZone } from './checks';
export { invoiceOf, openOrder, type OpenedOrder, type Order } from './openOrder';
export { createService, theService, type CreatedService, type ServiceOrder } from './services';
export { createCustomer, saveCustomer, theCustomer, updateCustomer, type SavedCustomer } from './saveCustomer';
export { createPlan, thePlan, updatePlan, type Priced } from './savePlan';
export { addServer, changeLogIn, theServer, updateServer, type PlainLogIn, type ServerToAdd } from './serverLogIn';
export { markActive, markSuspended, markTerminated, system, type SuspensionChange } from './suspension';
