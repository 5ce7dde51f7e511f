import type { Resource } from '../../shared/operation';
import type { StripeContext } from '../connection';
import { checkAutomation } from './automation/check';
import { openBillingPortal } from './billingPortal/createSession';
import { createCheckout } from './checkoutSession/create';
import { expireCheckout } from './checkoutSession/expire';
import { getCheckoutById } from './checkoutSession/get';
import { createCustomer } from './customer/create';
import { getCustomerById } from './customer/get';
import { listAllCustomers } from './customer/list';
import { searchForCustomers } from './customer/search';
import { updateCustomer } from './customer/update';
import { upsertCustomer } from './customer/upsert';
import { getEventById } from './event/get';
import { listAllEvents } from './event/list';
import { createInvoice } from './invoice/create';
import { finalizeInvoice } from './invoice/finalize';
import { getInvoiceById } from './invoice/get';
import { listAllInvoices } from './invoice/list';
import { markUncollectible } from './invoice/markUncollectible';
import { payInvoice } from './invoice/pay';
import { payOutOfBand } from './invoice/payOutOfBand';
import { sendInvoice } from './invoice/send';
import { voidInvoice } from './invoice/void';
import { createInvoiceItem } from './invoiceItem/create';
import { listItems } from './invoiceItem/list';
import { createMeter } from './meter/create';
import { deactivateMeter } from './meter/deactivate';
import { listAllMeters } from './meter/list';
import { cancelMeterEvent } from './meterEvent/cancel';
import { sendMeterEvent } from './meterEvent/create';
import { cancelPayment } from './paymentIntent/cancel';
import { chargeSavedMethod } from './paymentIntent/charge';
import { getPaymentById } from './paymentIntent/get';
import { listAllPayments } from './paymentIntent/list';
import { createPaymentLink } from './paymentLink/create';
import { deactivatePaymentLink } from './paymentLink/deactivate';
import { getPaymentLinkById } from './paymentLink/get';
import { listLinks } from './paymentLink/list';
import { attachMethod } from './paymentMethod/attach';
import { getSavedMethod } from './paymentMethod/getSaved';
import { listMethods } from './paymentMethod/list';
import { setDefaultMethod } from './paymentMethod/setDefault';
import { createRefund } from './refund/create';
import { getRefundById } from './refund/get';
import { listAllRefunds } from './refund/list';
import { undoStepMade } from './step/undo';
import { cancelSubscription } from './subscription/cancel';
import { changePrice } from './subscription/changePrice';
import { createSubscription } from './subscription/create';
import { getSubscriptionById } from './subscription/get';
import { listAllSubscriptions } from './subscription/list';
import { resumeSubscription } from './subscription/resume';

export const resources: ReadonlyArray<Resource<StripeContext>> = [
	{
		name: 'customer',
		label: 'Customer',
		operations: [createCustomer, upsertCustomer, updateCustomer, getCustomerById, listAllCustomers, searchForCustomers],
	},
	{
		name: 'paymentMethod',
		label: 'Payment Method',
		operations: [listMethods, getSavedMethod, attachMethod, setDefaultMethod],
	},
	{ name: 'checkoutSession', label: 'Checkout Session', operations: [createCheckout, expireCheckout, getCheckoutById] },
	{
		name: 'paymentLink',
		label: 'Payment Link',
		operations: [createPaymentLink, deactivatePaymentLink, getPaymentLinkById, listLinks],
	},
	{
		name: 'paymentIntent',
		label: 'Payment Intent',
		operations: [chargeSavedMethod, cancelPayment, getPaymentById, listAllPayments],
	},
	{
		name: 'invoice',
		label: 'Invoice',
		operations: [
			createInvoice,
			finalizeInvoice,
			sendInvoice,
			payInvoice,
			payOutOfBand,
			voidInvoice,
			markUncollectible,
			getInvoiceById,
			listAllInvoices,
		],
	},
	{ name: 'invoiceItem', label: 'Invoice Item', operations: [createInvoiceItem, listItems] },
	{ name: 'refund', label: 'Refund', operations: [createRefund, getRefundById, listAllRefunds] },
	{
		name: 'subscription',
		label: 'Subscription',
		operations: [
			createSubscription,
			changePrice,
			cancelSubscription,
			resumeSubscription,
			getSubscriptionById,
			listAllSubscriptions,
		],
	},
	{ name: 'billingPortal', label: 'Billing Portal', operations: [openBillingPortal] },
	{ name: 'meter', label: 'Meter', operations: [createMeter, deactivateMeter, listAllMeters] },
	{ name: 'meterEvent', label: 'Meter Event', operations: [sendMeterEvent, cancelMeterEvent] },
	{ name: 'event', label: 'Event', operations: [getEventById, listAllEvents] },
	{ name: 'automation', label: 'Automation', operations: [checkAutomation] },
	{ name: 'step', label: 'Step', operations: [undoStepMade] },
];
