export { listAudit, type AuditEntry, type AuditRow } from './auditLog';
export type { BackOffice } from './backOffice';
export { asKnownError, isTaken } from './databaseError';
export { closePools, connectionOptions, poolFor, type DatabaseConnection } from './pool';
export { assignments, inSeconds, json, search, storable, type ColumnKind } from './sql';
export { openStore, storeOn, type Store, type Transaction, type Work } from './store';
