export { collected } from './collected';
export type { ControlPanel, PanelAdapter, PanelLogin } from './controlPanel';
export { recordIn, writtenRecord, type WrittenRecord } from './dnsRecords';
export * from './effects';
export { openPanel } from './openPanel';
export { panelCannot } from './panelCannot';
export { adapters, panelKind, panelKinds, type PanelKind } from './registry';
export { openServerPanel, type ServerPanel } from './serverPanel';
export * from './types';
