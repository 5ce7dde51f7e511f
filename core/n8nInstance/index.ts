export { keptWorkflowOf, listedCredential } from './answers';
export { openApi } from './api';
export { baseOf, lookAtFrontPage, type N8nAddress, type N8nFacts } from './frontPage';
export type { ListedCredential, N8nInstance, SentWorkflow } from './instance';
export { checkN8nVersion, compareVersions, supportedN8n } from './versions';
