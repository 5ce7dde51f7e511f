export type { BackOffice } from './backOffice';
export { closePools, connectionOptions, poolFor, type DatabaseConnection } from './pool';
export { openStore, storeOn, type Store, type Transaction, type Work } from './store';
export { asExternalError as asStoreError } from './databaseError';
