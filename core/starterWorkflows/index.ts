export { fingerprintOfContent, normalContentOf } from './content';
export { copiesAmong, foundlingsAmong, type Copies, type Copy, type Foundling, type KeptWorkflow } from './copies';
export { differenceOf } from './difference';
export {
	dress,
	repaired,
	unpickedTypes,
	type DressedWorkflow,
	type PickedCredential,
	type Surroundings,
} from './dress';
export { withoutImplied } from './editorForm';
export { marked, markOfNodes, withoutMark, type Mark } from './mark';
export { needsOf, typesWantedBy, type Need } from './needs';
export { isProviderName, providerNames, providerOf, providers, withoutProviders, type ProviderName } from './providers';
export { readPackage, type StarterPackage } from './readPackage';
export { calledBy, calledFirst, callingInstead, errorWorkflowOf, namedBy } from './references';
export { sharedAddresses, webhookAddressesOf } from './webhooks';
export {
	starterWorkflowOf,
	workflowContent,
	workflowNode,
	type StarterWorkflow,
	type WorkflowContent,
	type WorkflowNode,
} from './workflow';
