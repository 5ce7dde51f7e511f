import type { Resource } from '../../shared/operation';
import type { BillingContext } from '../openBilling';
import { list as listCharges } from './charge/list';
import { listDue as listDueCharges } from './charge/listDue';
import { prepare as prepareCharges } from './charge/prepare';
import { prepareRecordings } from './charge/prepareRecordings';
import { record as recordCharge } from './charge/record';
import { spendCredit } from './charge/spendCredit';
import { add as addCredit } from './credit/add';
import { list as listCredits } from './credit/list';
import { simulate } from './dunning/simulate';
import { simulationPage } from './dunning/simulationPage';
import { acceptApproval } from './dunning/acceptApproval';
import { evaluate } from './dunning/evaluate';
import { listReactivations } from './dunning/listReactivations';
import { prepareNotice } from './dunning/prepareNotice';
import { reactivate } from './dunning/reactivate';
import { record as recordNotice } from './dunning/record';
import { showApproval } from './dunning/showApproval';
import { state } from './dunning/state';
import { claimUnprocessed } from './event/claimUnprocessed';
import { list as listEvents } from './event/list';
import { markProcessed } from './event/markProcessed';
import { rejections } from './event/rejections';
import { listFoundSettings } from './foundSetting/list';
import { adjust } from './invoice/adjust';
import { get as getInvoice } from './invoice/get';
import { list as listInvoices } from './invoice/list';
import { settle } from './invoice/settle';
import { voidInvoice } from './invoice/void';
import { listUnknown } from './invoiceNinja/listUnknown';
import { recordChange } from './invoiceNinja/recordChange';
import { repeatUnknown } from './invoiceNinja/repeatUnknown';
import { resolve } from './order/resolve';
import { acceptPlacement } from './payment/acceptPlacement';
import { apply } from './payment/apply';
import { clearAttention } from './payment/clearAttention';
import { list as listPayments } from './payment/list';
import { place } from './payment/place';
import { showPlacement } from './payment/showPlacement';
import { closeOutdated } from './paymentRequest/closeOutdated';
import { list as listRequests } from './paymentRequest/list';
import { renew } from './paymentRequest/renew';
import { showPage as showPayPage } from './paymentRequest/showPage';
import { startCheckout } from './paymentRequest/startCheckout';
import { addCharge } from './renewal/addCharge';
import { addDiscount } from './renewal/addDiscount';
import { cancel } from './renewal/cancel';
import { changePlan } from './renewal/changePlan';
import { endDiscount } from './renewal/endDiscount';
import { extendTerm } from './renewal/extendTerm';
import { get as getTerms } from './renewal/get';
import { issue } from './renewal/issue';
import { list as listTerms } from './renewal/list';
import { listDue as listDueRenewals } from './renewal/listDue';
import { listEnded } from './renewal/listEnded';
import { prepare as prepareRenewals } from './renewal/prepare';
import { prepareAgain } from './renewal/prepareAgain';
import { record as recordRenewal } from './renewal/record';
import { start } from './renewal/start';
import { takeBack } from './renewal/takeBack';
import { listRows as listReconciledRows } from './reconciliation/list';
import { reportRun } from './reconciliation/report';
import { runReconciliation } from './reconciliation/run';
import { showPage } from './reconciliation/showPage';
import { get as getPolicy } from './policy/get';
import { getCampaign } from './policy/getCampaign';
import { save as savePolicy } from './policy/save';
import { saveCampaign } from './policy/saveCampaign';

export const resources: ReadonlyArray<Resource<BillingContext>> = [
	{
		name: 'payment',
		label: 'Payment',
		operations: [apply, listPayments, clearAttention, place, showPlacement, acceptPlacement],
	},
	{ name: 'order', label: 'Order', operations: [resolve] },
	{ name: 'event', label: 'Event', operations: [claimUnprocessed, markProcessed, listEvents, rejections] },
	{ name: 'invoice', label: 'Invoice', operations: [getInvoice, listInvoices, settle, adjust, voidInvoice] },
	{ name: 'invoiceNinja', label: 'Invoice Ninja', operations: [recordChange, repeatUnknown, listUnknown] },
	{
		name: 'charge',
		label: 'Charge',
		operations: [prepareCharges, recordCharge, listDueCharges, listCharges, prepareRecordings, spendCredit],
	},
	{
		name: 'renewal',
		label: 'Renewal',
		operations: [
			...[start, getTerms, listTerms, listDueRenewals, prepareRenewals, issue, recordRenewal, prepareAgain],
			...[changePlan, cancel, takeBack, extendTerm, listEnded, addDiscount, endDiscount, addCharge],
		],
	},
	{ name: 'credit', label: 'Credit', operations: [addCredit, listCredits] },
	{
		name: 'dunning',
		label: 'Dunning',
		operations: [
			...[evaluate, prepareNotice, recordNotice, state],
			...[listReactivations, reactivate, showApproval, acceptApproval],
			...[simulate, simulationPage],
		],
	},
	{ name: 'policy', label: 'Policy', operations: [getPolicy, savePolicy, getCampaign, saveCampaign] },
	{
		name: 'paymentRequest',
		label: 'Payment Request',
		operations: [renew, showPayPage, startCheckout, listRequests, closeOutdated],
	},
	{ name: 'foundSetting', label: 'Found Setting', operations: [listFoundSettings] },
	{
		name: 'reconciliation',
		label: 'Reconciliation',
		operations: [runReconciliation, reportRun, listReconciledRows, showPage],
	},
];
