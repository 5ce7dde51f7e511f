/*
 * What other systems do by themselves about the invoices of the pack: reminders, late fees, charges. Each is read there and
 * kept here, and the pack's own of that kind is off then.
 */
export {
	foundKinds,
	foundOn,
	foundSystems,
	listFound,
	saveFindings,
	systemNames,
	type Finding,
	type FoundKind,
	type FoundOn,
	type FoundSetting,
	type FoundSystem,
} from './foundSettings';
export { withFound, wordsOn } from './withFound';
export { checkInvoiceNinja, checkStripe, type CheckedSetting } from './check';
export { moveFound } from './moveToCustomer';
