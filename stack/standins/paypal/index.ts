export { issue, makeSigning, type Holder, type Signing, type Wanted } from './authority';
export { signedDelivery, type Delivery, type Sender } from './deliveries';
export { captureCompleted, captureRefunded, newId, payPalEvent, type PayPalEvent, type Sale } from './events';
export { startPayPal, type PayPalOptions } from './start';
export { certificateName, certificatePath, type PayPalState, type Transaction, type Webhook } from './state';
