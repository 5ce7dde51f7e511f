export { changesByPlaybook } from './changes';
export { requestOf, type PlaybookHost } from './request';
export { newRunId, serviceRun, type ServiceRunIntent, type ServiceRunResult } from './serviceRun';
export { usernameOf } from './username';
