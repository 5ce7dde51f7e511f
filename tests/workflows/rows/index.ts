import type { Row } from '../row';
import { paymentReceived } from './10-payment-received';
import { packagesOfPlans } from './11-packages';
import { provisionHostingAccount } from './11-provision-hosting-account';
import { provisionWithAnsible } from './12-provision-with-ansible';
import { resumeInterruptedWork } from './13-resume-interrupted-work';
import { provisioningApi } from './14-provisioning-api';
import { checkout } from './15-checkout';
import { invoiceNinjaEvents } from './16-invoice-ninja-events';
import { quoteAccepted } from './17-quote-accepted';
import { ansibleDrift } from './18-ansible-drift-in-check-mode';
import { usersAcrossServers } from './19-users-across-servers';
import { dunning } from './21-dunning';
import { reactivateOnPayment } from './22-reactivate-on-payment';
import { recurringBilling } from './20-recurring-billing';
import { certificates } from './23-certificates';
import { driftAudit } from './25-drift-audit';
import { reconciliation } from './26-reconciliation';
import { simulateDunning } from './28-simulate-dunning';
import { payOpenInvoices } from './29-pay-open-invoices';
import { uploadInvoices } from './50-upload-invoices';
import { sproutMigration } from './52-sprout-invoices-to-invoice-ninja';
import { holidayRental } from './53-holiday-rental';
import { watchedFolder } from './54-watched-folder';
import { errorHandler } from './90-error-handler';
import { stackHealth } from './91-stack-health';

/** The rows of each starter workflow, by its ID. */
export const rowsOf: Readonly<Record<string, readonly Row[]>> = {
	'msp-10-payment-received': paymentReceived,
	'msp-11-provision-hosting-account': [...provisionHostingAccount, ...packagesOfPlans],
	'msp-12-provision-with-ansible': provisionWithAnsible,
	'msp-13-resume-interrupted-work': resumeInterruptedWork,
	'msp-14-provisioning-api': provisioningApi,
	'msp-15-checkout': checkout,
	'msp-16-invoice-ninja-events': invoiceNinjaEvents,
	'msp-17-quote-accepted': quoteAccepted,
	'msp-18-ansible-drift-in-check-mode': ansibleDrift,
	'msp-19-users-across-servers': usersAcrossServers,
	'msp-21-dunning': dunning,
	'msp-22-reactivate-on-payment': reactivateOnPayment,
	'msp-20-recurring-billing': recurringBilling,
	'msp-23-certificates': certificates,
	'msp-25-drift-audit': driftAudit,
	'msp-26-reconciliation': reconciliation,
	'msp-28-simulate-dunning': simulateDunning,
	'msp-29-pay-open-invoices': payOpenInvoices,
	'msp-50-upload-invoices': uploadInvoices,
	'msp-52-sprout-to-invoice-ninja': sproutMigration,
	'msp-53-holiday-rental': holidayRental,
	'msp-54-watched-folder': watchedFolder,
	'msp-90-error-handler': errorHandler,
	'msp-91-stack-health': stackHealth,
};
