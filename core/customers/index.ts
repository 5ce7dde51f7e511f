export { invoiceOf, openOrder, type OpenedOrder, type Order } from './openOrder';
export { addServer, changeLogIn, type PlainLogIn, type ServerToAdd } from './serverLogIn';
export { markActive, markSuspended, system, type SuspensionChange } from './suspension';
