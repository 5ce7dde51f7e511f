export { countAccounts, type AccountCounts } from './accountCounts';
export { collected } from './collected';
export type { ControlPanel, PanelAdapter, PanelLogin } from './controlPanel';
export { recordIn, recordsNotIn, sameRecord, writtenRecord, type WrittenRecord } from './dnsRecords';
export { panelCannot } from './errors';
export { changingMethods, panelMethods, type ChangingMethod, type PanelMethod } from './methods';
export { openPanel } from './openPanel';
export { adapters, panelKind, panelKinds, type PanelKind } from './registry';
export * from './types';
