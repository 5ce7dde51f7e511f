export { linkDays, paymentLinkFor, type PaymentLink } from './link';
