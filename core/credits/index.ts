export {
	addCredit,
	creditOf,
	giveBackCredit,
	listCredits,
	lockCredit,
	useCredit,
	type Credit,
	type CreditedInvoice,
	type CreditFilter,
	type NewCredit,
} from './credits';
