export { collected } from './collected';
export type { ControlPanel, PanelLogin } from './controlPanel';
export { recordIn, writtenRecord, type WrittenRecord } from './dnsRecords';
export * from './effects';
export { openPanel } from './openPanel';
export { openServerPanel, type ServerPanel } from './serverPanel';
export * from './types';
