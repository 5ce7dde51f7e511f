export { type PayPalAccount } from './environment';
export { accessToken } from './accessToken';
export { findWebhook, deleteWebhook, registerWebhook, updateWebhook } from './webhooks';
export { checkPayPalDelivery } from './verify';
export { readPayPalEvent } from './events';
export { payPalReadings } from './readings';
export {
	findCapture,
	readTransactions,
	type PayPalCapture,
	type PayPalTransaction,
	type TransactionPage,
} from './transactions';
