export type { Connections } from './collect';
export { moneyStates, type MoneyState } from './judge';
export { makeReconciliationLink } from './link';
export type { NinjaCompanyAccess } from './ninjaSide';
export { showReconciliationPage } from './page';
export { periodNames, periodOf, type Period, type PeriodName } from './period';
export { getReconciliation, reconcile, type ReconciliationSummary } from './reconcile';
export { reportReconciliation } from './report';
export { listReconciled, type ReconciledRow } from './rows';
