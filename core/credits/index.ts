export {
	addCredit,
	creditOf,
	creditsOf,
	creditUsedFor,
	giveBackCredit,
	listCredits,
	lockCredit,
	useCredit,
	type Credit,
	type CreditedInvoice,
	type CreditFilter,
	type ListedCredit,
	type NewCredit,
} from './credits';
export { giveCredit, type CreditOrder, type GivenCredit } from './giveCredit';
export { moveCredits } from './moveToCustomer';
