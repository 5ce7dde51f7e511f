export { dateOrders, type DateOrder } from './dates';
export {
	asDouble,
	compareDecimals,
	decimalText,
	equal,
	fromDouble,
	isZero,
	least,
	minus,
	percentOf,
	plus,
	readDecimal,
	rounded,
	times,
	zero,
	type Decimal,
} from './decimal';
export { readSite, sourceShapes, type ReadOptions, type SourceFile, type SourceShape } from './readSite';
export type {
	SourceNote,
	SproutClient,
	SproutContact,
	SproutInvoice,
	SproutLine,
	SproutPayment,
	SproutPaymentStatus,
	SproutSite,
} from './site';
export { discountOrders, isNothing, sproutLineTotal, sproutTotal, type DiscountOrder } from './sproutTotal';
