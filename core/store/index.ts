export type { BackOffice } from './backOffice';
export { closePools, poolFor, type DatabaseConnection } from './pool';
export { openStore, storeOn, type Store, type Transaction, type Work } from './store';
