export { countAccounts, type AccountCounts } from './accountCounts';
export { collected } from './collected';
export type { ControlPanel, PanelAdapter, PanelLogin } from './controlPanel';
export { recordIn, recordsNotIn, sameRecord, writtenRecord, type WrittenRecord } from './dnsRecords';
export { openPanel } from './openPanel';
export { panelCannot } from './errors';
export { adapters, panelKind, panelKinds, type PanelKind } from './registry';
export * from './types';
