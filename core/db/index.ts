export { listAudit, type AuditEntry, type AuditRow } from './auditLog';
export type { BackOffice } from './backOffice';
export type { ConnectionWords } from './connectionWords';
export { asKnownError, isTaken } from './databaseError';
export { fits, migrationState, type MigrationState } from './migrations';
export { closePools, connectionOptions, openPoolOn, poolFor, type DatabaseConnection } from './pool';
export { assignments, inSeconds, json, search, storable, type ColumnKind } from './sql';
export { openStore, storeOn, type Store, type Transaction, type Work } from './store';
export { assertVersion, DatabaseVersionError, migrateCommand } from './versionFault';
