export { listCertificates, watchedStates, type WatchedCertificate } from './certificates';
export { checkCertificates, type CheckedCertificates, type UnreadServer } from './check';
export { claimNotices, recordNotices, type DueNotice } from './notices';
export { probeHost, type Probe } from './probe';
export { reportCertificates } from './report';
export { probeProtocols } from './startTls';
export { standardThresholds } from './thresholds';
export { listRenewable, recordRenewal, unwatchHost, watchHost } from './watch';
export { moveCertificates } from './moveToCustomer';
